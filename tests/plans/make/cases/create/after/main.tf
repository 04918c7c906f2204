variable "plain" {
  type        = string
  default     = "LEAK-create-variable-default-k3v9"
  description = "LEAK-create-variable-description-2m7q"
}

variable "marked" {
  type      = string
  sensitive = true
  default   = "LEAK-create-marked-default-x8c1"
}

locals {
  unused = "LEAK-create-local-never-used-p0p0"
}

resource "terraform_data" "plain" {
  input = var.plain
}

resource "terraform_data" "marked" {
  input = var.marked
}

resource "terraform_data" "literal" {
  input = {
    password = "LEAK-create-literal-5r2t"
    derived  = [upper(var.plain), base64encode(var.plain), sha256(var.plain), jsonencode({ p = var.plain })]
    hidden   = [upper(var.marked), base64encode(var.marked), sha256(var.marked), jsonencode({ p = var.marked })]
    wrapped  = base64encode(jsonencode({ p = var.plain }))
  }
}

resource "terraform_data" "empty" {}

output "clear" {
  value       = "LEAK-create-output-value-w4h6"
  description = "LEAK-create-output-description-9d1z"
}

output "hidden" {
  value     = var.marked
  sensitive = true
}

output "unknown" {
  value = terraform_data.plain.output
}
