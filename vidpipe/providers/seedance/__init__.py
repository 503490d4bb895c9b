"""Seedance by ByteDance films the scenes, on BytePlus ModelArk or Volcengine Ark."""
