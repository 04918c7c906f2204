resource "terraform_data" "both" {
  input            = "LEAK-deposed-plain-middle-e4r5"
  triggers_replace = "LEAK-deposed-trigger-middle-t6y7"

  provisioner "local-exec" {
    command = "exit 1"
  }

  lifecycle {
    create_before_destroy = true
  }
}

resource "terraform_data" "both_tainted" {
  input            = "LEAK-deposed-plain-middle-e4r5"
  triggers_replace = "LEAK-deposed-trigger-middle-t6y7"

  provisioner "local-exec" {
    command = "exit 1"
  }

  lifecycle {
    create_before_destroy = true
  }
}
