variable "marked" {
  type      = string
  sensitive = true
  default   = "LEAK-deposed-marked-old-v7b8"
}

resource "terraform_data" "both" {
  input            = var.marked
  triggers_replace = "LEAK-deposed-trigger-old-n9m1"

  lifecycle {
    create_before_destroy = true
  }
}

resource "terraform_data" "both_tainted" {
  input            = var.marked
  triggers_replace = "LEAK-deposed-trigger-old-n9m1"

  lifecycle {
    create_before_destroy = true
  }
}
