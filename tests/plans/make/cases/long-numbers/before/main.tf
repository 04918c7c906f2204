resource "terraform_data" "last_digit" {
  input = 910000000000000000000000000011
}

resource "terraform_data" "nested" {
  input = { ids = [920000000000000000000000000022, 0.30000000000000000000000000000000004], same = 930000000000000000000000000033 }
}

resource "terraform_data" "precise" {
  triggers_replace = 9007199254740993
}

output "number" {
  value = 940000000000000000000000000044
}
