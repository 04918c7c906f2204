variable "marked" {
  type      = string
  sensitive = true
  default   = "LEAK-update-marked-new-j7m3"
}

resource "terraform_data" "plain" {
  input = "LEAK-update-plain-new-c9v2"
}

resource "terraform_data" "marked" {
  input = var.marked
}

resource "terraform_data" "kept" {
  input = "LEAK-update-kept-b5b7"
}

output "text" {
  value = "LEAK-update-output-new-f1k8"
}

output "coming" {
  value = "LEAK-update-output-coming-n4n6"
}
