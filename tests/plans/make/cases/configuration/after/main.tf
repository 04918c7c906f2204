variable "url" {
  type        = string
  description = "LEAK-configuration-description-l5z7"
  default     = "https://user:LEAK-configuration-password-in-default-x6c8@git.example"
}

module "from_here" {
  source  = "./inside"
  literal = "LEAK-configuration-module-argument-v7b9"
  listed  = ["LEAK-configuration-module-list-n8m1"]
}

resource "terraform_data" "provisioned" {
  for_each = toset(["blue"])
  input    = "LEAK-configuration-literal-q1w3"

  connection {
    type     = "ssh"
    host     = "host.invalid"
    password = "LEAK-configuration-connection-e2r4"
  }

  provisioner "local-exec" {
    command     = "echo LEAK-configuration-command-t3y5"
    environment = { TOKEN = "LEAK-configuration-environment-u4i6" }
  }

  provisioner "local-exec" {
    when    = destroy
    command = "echo LEAK-configuration-destroy-command-o5p7"
  }
}

resource "terraform_data" "counted" {
  count = length("LEAK-configuration-count-a6s8") > 0 ? 1 : 0
}

output "described" {
  value       = "x"
  description = "LEAK-configuration-output-description-d7f9"
  depends_on  = [terraform_data.provisioned]
}
