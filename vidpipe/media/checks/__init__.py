"""Looking the finished film over: whether it is what was asked for, and what a viewer would find fault with.

Cheap: nothing is decoded but a few key frames. What is shown was watched while it was painted, and what is heard was
listened to when it was mixed.
"""
