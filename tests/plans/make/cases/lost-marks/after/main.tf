variable "marked" {
  type      = string
  sensitive = true
  default   = "LEAK-lost-marked-new-a5s6"
}

resource "terraform_data" "source" {
  input = var.marked
}

resource "terraform_data" "copy" {
  input = terraform_data.source.output
}

resource "terraform_data" "derived" {
  input = [upper(terraform_data.source.output), base64encode(terraform_data.source.output), sha256(terraform_data.source.output)]
}

resource "terraform_data" "said_harmless" {
  input = nonsensitive(var.marked)
}

output "copied" {
  value = terraform_data.source.output
}
