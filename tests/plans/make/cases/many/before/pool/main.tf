variable "text" {
  type = string
}

resource "terraform_data" "node" {
  count            = 90
  triggers_replace = count.index < 10 ? var.text : null
  input            = count.index < 40 ? var.text : null
}
