resource "terraform_data" "was_counted" {
  for_each = toset(["blue"])
  input    = "LEAK-delete-now-keyed-v3b4"
}

resource "terraform_data" "was_single" {
  for_each = toset(["blue"])
  input    = "LEAK-delete-now-keyed-too-n5m6"
}

resource "terraform_data" "fewer" {
  count = 1
  input = "LEAK-delete-fewer-g4h5"
}

resource "terraform_data" "keyed" {
  for_each = toset(["blue"])
  input    = "LEAK-delete-keyed-${each.key}-j6k7"
}

moved {
  from = terraform_data.moving
  to   = terraform_data.nowhere
}

module "keyed" {
  source   = "./gone"
  for_each = toset(["blue"])
}
