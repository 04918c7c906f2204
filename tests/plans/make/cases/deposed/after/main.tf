resource "terraform_data" "both" {
  input            = "LEAK-deposed-plain-new-u8i9"
  triggers_replace = "LEAK-deposed-trigger-middle-t6y7"

  lifecycle {
    create_before_destroy = true
  }
}

resource "terraform_data" "both_tainted" {
  input            = "LEAK-deposed-plain-new-u8i9"
  triggers_replace = "LEAK-deposed-trigger-middle-t6y7"

  lifecycle {
    create_before_destroy = true
  }
}
