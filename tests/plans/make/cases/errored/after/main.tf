variable "marked" {
  type      = string
  sensitive = true
  default   = "LEAK-errored-marked-e3r4"
}

resource "terraform_data" "settled" {
  input = "LEAK-errored-settled-new-t5y6"
}

resource "terraform_data" "refused" {
  input = var.marked

  lifecycle {
    precondition {
      condition     = terraform_data.settled.input == ""
      error_message = "refused because of ${terraform_data.settled.input} and ${nonsensitive(var.marked)}"
    }
  }
}

resource "terraform_data" "after_refused" {
  input = terraform_data.refused.output
}
