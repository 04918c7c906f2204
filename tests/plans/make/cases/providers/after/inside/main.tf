terraform {
  required_providers {
    third = {
      source = "terraform.io/builtin/terraform"
    }
  }
}

resource "terraform_data" "inside" {
  provider = third
  input    = "LEAK-providers-inside-j4k6"
}
