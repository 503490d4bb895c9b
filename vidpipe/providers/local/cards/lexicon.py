"""What common Chinese and Japanese words mean in English, so that icons and motifs can be found for them."""

from __future__ import annotations

from functools import lru_cache

_WORDS = """
coil: 线圈 線圈 コイル
magnet: 磁 磁铁 磁石
wave: 波 波浪
electric: 电 電
circuit: 电路 電路 电子 電子 芯片 晶片 回路
current: 电流 電流
field: 磁场 磁場 电场
pot: 锅 鍋 平底锅 鍋子
fire: 火 火焰 炎 焰
heat: 热 熱 加热 加熱
stove: 炉 爐 灶
water: 水 开水
boil: 沸 煮
coffee: 咖啡 コーヒー
tea: 茶 茶叶
glass: 玻璃 ガラス
copper: 铜 銅
iron: 铁 鐵 鉄
energy: 能量 能源 エネルギー
efficiency: 效率 効率
light: 光 灯 燈
idea: 主意 想法 创意 創意 灵感 アイデア
time: 时间 時間 小时 分钟 秒
money: 钱 錢 资金 資金 お金
growth: 增长 增長 成長 上升
market: 市场 市場
company: 公司 企业 企業 会社
factory: 工厂 工廠 工場
people: 人 人们 人們
team: 团队 團隊 チーム
network: 网络 網路 網絡 ネットワーク 互联网
computer: 电脑 電腦 计算机
phone: 手机 手機 电话 電話
robot: 机器人 機器人 ロボット
brain: 大脑 大腦 脳
heart: 心 心脏 心臟
health: 健康
doctor: 医生 醫生 医者
medicine: 药 藥
school: 学校 學校
book: 书 書 本
city: 城市 都市
house: 家 房子 房屋
car: 汽车 汽車 車
train: 火车 火車 列车 電車
airplane: 飞机 飛機
ship: 船
tree: 树 樹 木
forest: 森林
flower: 花
leaf: 叶 葉
plant: 植物
sun: 太阳 太陽
moon: 月亮 月球
star: 星 星星
planet: 地球 行星
rain: 雨
snow: 雪
cloud: 云 雲
wind: 风 風
mountain: 山
ocean: 海 海洋
river: 河 江
fish: 鱼 魚
cat: 猫 貓
dog: 狗 犬
bird: 鸟 鳥
food: 食物 食品 饭 飯
rice: 米 大米
bread: 面包 麵包
fruit: 水果
cook: 厨师 廚師 烹饪 烹飪 料理
kitchen: 厨房 廚房
music: 音乐 音樂
camera: 相机 相機 摄影
video: 视频 影片 動画
game: 游戏 遊戲
rocket: 火箭
lightning: 闪电 閃電
question: 问题 問題 吗 嗎
check: 对勾 勾选
layer: 层 層
comparison: 比较 比較 对比 對比
history: 历史 歷史
science: 科学 科學
atom: 原子
molecule: 分子
data: 数据 資料 データ
chart: 图表 圖表
shopping: 购物 購物
gift: 礼物 禮物
key: 钥匙 鑰匙
lock: 锁 鎖
globe: 世界
temperature: 温度 溫度
step: 步骤 步驟 手順
battery: 电池 電池
solar: 太阳能 太陽能
safety: 安全
speed: 速度
hand: 手
"""
_BY_WORD = {word: line.split(": ")[0] for line in _WORDS.strip().splitlines() for word in line.split(": ")[1].split()}
_DENIALS = ("没有", "沒有", "不", "无", "無", "非", "没", "沒")
_LONGEST = max(map(len, _BY_WORD))


@lru_cache(maxsize=1024)
def meanings(text: str) -> tuple[str, ...]:
    """Return the meanings in a text without spaces, of the longest word at each place; denied ones are left out."""
    found = []
    place = 0
    while place < len(text):
        for length in range(min(_LONGEST, len(text) - place), 0, -1):
            meaning = _BY_WORD.get(text[place : place + length])
            if meaning is not None:
                if not text[:place].endswith(_DENIALS):
                    found.append(meaning)
                place += length - 1
                break
        place += 1
    return tuple(found)
