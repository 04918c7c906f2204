resource "terraform_data" "precious" {
  input            = "LEAK-prevented-input-p5a7"
  triggers_replace = "LEAK-prevented-trigger-old-s6d8"

  lifecycle {
    prevent_destroy = true
  }
}

resource "terraform_data" "other" {
  input = "LEAK-prevented-other-old-f7g9"
}
