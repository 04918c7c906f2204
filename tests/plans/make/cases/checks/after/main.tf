variable "marked" {
  type      = string
  sensitive = true
  default   = "LEAK-checks-marked-o2p3"

  validation {
    condition     = length(var.marked) > 3
    error_message = "too short"
  }
}

resource "terraform_data" "settled" {
  input = "LEAK-checks-settled-u9i1"

  lifecycle {
    precondition {
      condition     = var.marked != ""
      error_message = "never said"
    }
  }
}

resource "terraform_data" "coming" {
  for_each = toset(["blue", "LEAK checks key with spaces a4s5"])
  input    = "LEAK-checks-coming-d6f7"

  lifecycle {
    postcondition {
      condition     = self.output != null
      error_message = "never said"
    }
  }
}

check "passes" {
  assert {
    condition     = terraform_data.settled.output != ""
    error_message = "never said"
  }
}

check "fails_with_values" {
  assert {
    condition     = terraform_data.settled.output == ""
    error_message = "the value is ${terraform_data.settled.output}"
  }
  assert {
    condition     = length(nonsensitive(var.marked)) == 0
    error_message = "the secret is ${nonsensitive(var.marked)} </details> @everyone | `code` LEAK-checks-message-literal-g8h9"
  }
}

check "fails_without_message" {
  assert {
    condition     = var.marked == ""
    error_message = "the engine leaves this out: ${var.marked}"
  }
}

check "unknown" {
  assert {
    condition     = terraform_data.coming["blue"].output == ""
    error_message = "never said"
  }
}

module "inside" {
  source   = "./inside"
  for_each = toset(["blue", "green"])
  text     = "LEAK-checks-module-${each.key}-j1k2"
}

output "guarded" {
  value = "LEAK-checks-output-l3z4"

  precondition {
    condition     = terraform_data.settled.output != ""
    error_message = "never said"
  }
}
