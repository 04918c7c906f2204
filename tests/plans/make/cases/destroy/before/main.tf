variable "marked" {
  type      = string
  sensitive = true
  default   = "LEAK-destroy-marked-q7w8"
}

resource "terraform_data" "one" {
  input = "LEAK-destroy-one-e9r1"
}

resource "terraform_data" "two" {
  input = var.marked
}

output "clear" {
  value = "LEAK-destroy-output-t2y3"
}
