variable "marked" {
  type      = string
  sensitive = true
  default   = "LEAK-noplan-marked-x4c6"
}

variable "old" {
  type    = bool
  default = false
}

resource "terraform_data" "changed" {
  input = var.old ? "LEAK-noplan-old-v5b7" : "LEAK-noplan-new-n6m8"
}

resource "terraform_data" "marked" {
  input = var.marked
}

resource "terraform_data" "keyed" {
  for_each = toset(["LEAK-noplan-key with spaces-q7w9"])
}

check "says_values" {
  assert {
    condition     = terraform_data.marked.id == ""
    error_message = "the secret is ${nonsensitive(var.marked)}"
  }
}

output "clear" {
  value = "LEAK-noplan-output-${var.old}"
}
