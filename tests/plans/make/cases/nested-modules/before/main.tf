module "network" {
  source   = "./network"
  for_each = toset(["blue", "green"])
  text     = "LEAK-modules-argument-old-x3c4"
}

module "single" {
  source = "./network"
  text   = "LEAK-modules-single-v5b6"
}
