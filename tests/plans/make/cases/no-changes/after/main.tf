variable "marked" {
  type      = string
  sensitive = true
  default   = "LEAK-nochanges-marked-u4i5"
}

resource "terraform_data" "one" {
  input = "LEAK-nochanges-input-o6p7"
}

resource "terraform_data" "two" {
  input = var.marked
}

output "clear" {
  value = "LEAK-nochanges-output-a8s9"
}

output "hidden" {
  value     = var.marked
  sensitive = true
}
