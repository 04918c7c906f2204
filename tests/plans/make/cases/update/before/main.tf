variable "marked" {
  type      = string
  sensitive = true
  default   = "LEAK-update-marked-old-h2n4"
}

resource "terraform_data" "plain" {
  input = "LEAK-update-plain-old-t6y1"
}

resource "terraform_data" "marked" {
  input = var.marked
}

resource "terraform_data" "kept" {
  input = "LEAK-update-kept-b5b7"
}

output "text" {
  value = "LEAK-update-output-old-z3x9"
}

output "going" {
  value = "LEAK-update-output-gone-q8q2"
}
