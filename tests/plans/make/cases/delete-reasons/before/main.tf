resource "terraform_data" "no_configuration" {
  input = "LEAK-delete-no-configuration-o7p8"
}

module "gone" {
  source = "./gone"
}

resource "terraform_data" "was_counted" {
  count = 2
  input = "LEAK-delete-was-counted-${count.index}-a9s1"
}

resource "terraform_data" "was_single" {
  input = "LEAK-delete-was-single-d2f3"
}

resource "terraform_data" "fewer" {
  count = 3
  input = "LEAK-delete-fewer-g4h5"
}

resource "terraform_data" "keyed" {
  for_each = toset(["blue", "green"])
  input    = "LEAK-delete-keyed-${each.key}-j6k7"
}

resource "terraform_data" "moving" {
  input = "LEAK-delete-moving-l8z9"
}

module "keyed" {
  source   = "./gone"
  for_each = toset(["blue", "green"])
}
