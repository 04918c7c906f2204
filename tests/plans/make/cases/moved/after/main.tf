resource "terraform_data" "new_name" {
  input = "LEAK-moved-name-e8r9"
}

resource "terraform_data" "keyed" {
  for_each = toset(["red", "blue"])
  input    = "LEAK-moved-keyed-u3i4"
}

module "home" {
  source = "./home"
}

resource "terraform_data" "counted" {
  input = "LEAK-moved-counted-a7s8"
}

resource "terraform_data" "updated_there" {
  input = "LEAK-moved-updated-new-j4k5"
}

resource "terraform_data" "replaced_there" {
  input            = "LEAK-moved-replaced-g2h3"
  triggers_replace = 2
}

moved {
  from = terraform_data.old_name
  to   = terraform_data.new_name
}

moved {
  from = terraform_data.keyed["LEAK moved key with spaces t1y2"]
  to   = terraform_data.keyed["red"]
}

moved {
  from = terraform_data.into_module
  to   = module.home.terraform_data.inside
}

moved {
  from = terraform_data.updated
  to   = terraform_data.updated_there
}

moved {
  from = terraform_data.replaced
  to   = terraform_data.replaced_there
}
