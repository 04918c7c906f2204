variable "text" {
  type        = string
  description = "LEAK-modules-description-n7m8"
}

module "subnet" {
  source = "./subnet"
  count  = 2
  text   = "${var.text}/LEAK-modules-inner-argument-q9w1"
}

resource "terraform_data" "router" {
  for_each = toset(["east", "west"])
  input    = var.text
}

output "text" {
  value       = var.text
  description = "LEAK-modules-output-description-e2r3"
}
