variable "text" {
  type = string
}

resource "terraform_data" "host" {
  count = 2
  input = var.text
}
