resource "terraform_data" "keyed" {
  for_each = toset(local.keys)
}

module "keyed" {
  source   = "./inside"
  for_each = toset(slice(local.keys, 0, 3))
}
