"""Megvii FaceID: the card services of its version 5, all of one shape and one account."""
