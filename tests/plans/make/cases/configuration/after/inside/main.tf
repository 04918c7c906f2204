variable "literal" {
  type    = string
  default = "LEAK-configuration-module-default-g8h1"
}

variable "listed" {
  type = list(string)
}

resource "terraform_data" "inside" {
  input = { literal = var.literal, listed = var.listed }
}
