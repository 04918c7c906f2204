terraform {
  required_providers {
    second = {
      source = "terraform.io/builtin/terraform"
    }
  }
}

provider "second" {}

provider "second" {
  alias = "west"
}

resource "terraform_data" "first" {
  input = "LEAK-providers-first-a1s3"
}

resource "terraform_data" "west" {
  provider = second.west
  input    = "LEAK-providers-west-d2f4"
}

resource "terraform_data" "second" {
  provider = second
  input    = "LEAK-providers-second-g3h5"
}

module "inside" {
  source    = "./inside"
  providers = { third = second.west }
}
