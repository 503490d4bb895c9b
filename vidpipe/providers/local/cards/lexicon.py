"""What common Chinese and Japanese words mean in English, so that icons and motifs can be found for them."""

from __future__ import annotations

from functools import lru_cache

from vidpipe.providers.local.cards.tables import by_word

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
kettle: 水壶 水壺 热水壶 熱水壺
bean: 豆
bread: 面包 麵包 パン
egg: 蛋 鸡蛋 雞蛋 卵
vegetable: 蔬菜 青菜 洋葱 洋蔥 野菜
meat: 肉 鸡肉 雞肉 牛肉
soup: 汤 湯
restaurant: 餐厅 餐廳
recipe: 食谱 食譜
typhoon: 台风 颱風 台風
storm: 暴风 暴風 风暴 風暴
coast: 海岸
sunset: 日落 夕阳 夕陽
night: 夜晚
travel: 旅行 旅游 旅遊
hotel: 饭店 飯店 酒店 旅馆 旅館
beach: 海滩 海灘 沙滩 沙灘
map: 地图 地圖
bus: 公交 巴士 公車
bicycle: 自行车 自行車 脚踏车 腳踏車
bridge: 桥 橋
road: 道路 公路
bank: 银行 銀行
interest: 利息 利率
budget: 预算 預算
tax: 税 稅
savings: 储蓄 儲蓄 存款
inflation: 通胀 通膨 通货膨胀 通貨膨脹
stock: 股票 股市
price: 价格 價格 物价 物價
government: 政府
election: 选举 選舉 投票
court: 法院 法庭
newspaper: 新闻 新聞 报纸 報紙
sleep: 睡眠 睡觉 睡覺
walk: 走路 散步 步行
vaccine: 疫苗
virus: 病毒
hospital: 医院 醫院
tooth: 牙 牙齿 牙齒
eye: 眼睛
lung: 肺
exercise: 运动 運動 锻炼 鍛鍊
marathon: 马拉松 馬拉松
soccer: 足球 前锋 前鋒
basketball: 篮球 籃球
baseball: 棒球
swimming: 游泳
champion: 冠军 冠軍
race: 比赛 比賽
student: 学生 學生 大学 大學
teacher: 老师 老師 教师 教師
math: 数学 數學
museum: 博物馆 博物館
king: 国王 國王 皇帝
software: 软件 軟體 程式 程序
server: 服务器 伺服器
password: 密码 密碼
email: 邮件 郵件
search: 搜索 搜尋
family: 家庭 家人
child: 孩子 儿童 兒童 子供
garden: 花园 花園
sugar: 糖
milk: 牛奶 牛乳
cake: 蛋糕
gift: 礼物 禮物 礼品
gold: 黄金 黃金
"""
_BY_WORD = by_word(_WORDS)
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
