variable "token" {
  type      = string
  ephemeral = true
  default   = "LEAK-ephemeral-default-g8h9"
}

variable "given" {
  type      = string
  ephemeral = true
}

variable "hidden" {
  type      = string
  ephemeral = true
  sensitive = true
  default   = "LEAK-ephemeral-hidden-default-j1k2"
}

module "inside" {
  source = "./inside"
  token  = var.token
}

resource "terraform_data" "plain" {
  input = "LEAK-ephemeral-plain-l3z4"

  provisioner "local-exec" {
    command     = "test -n \"$TOKEN\""
    environment = { TOKEN = var.given }
  }
}
