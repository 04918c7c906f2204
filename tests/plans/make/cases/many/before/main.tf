module "pool" {
  source   = "./pool"
  for_each = toset(["blue", "green", "red"])
  text     = "LEAK-many-old-n5m7"
}
