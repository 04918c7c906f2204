locals {
  keys = [
    "LEAK hostile \"quote\" h01-x5c6",
    "LEAK hostile\nnewline h02-v7b8",
    "LEAK hostile\ttab h03-n9m1",
    "LEAK hostile \u001b[31mESC h04-q2w3",
    "LEAK hostile \u202ebidi h05-e4r5",
    "LEAK hostile \u200bzero width h06-t6y7",
    "LEAK hostile | pipe h07-u8i9",
    "LEAK hostile ` backtick h08-o1p2",
    "LEAK hostile <b> tag h09-a3s4",
    "LEAK hostile @everyone h10-d5f6",
  ]
}
