"""The words that made-up names and titles are composed of; the first of each list are the usual."""

ADJECTIVES = tuple(
    """
    golden silent midnight broken lonely endless wild electric hollow crimson velvet distant blue
    sacred paper burning frozen little restless lucky gentle secret heavy silver faded bitter tender
    crooked drowsy amber neon foreign northern southern eastern western honest reckless stolen
    borrowed scarlet violet emerald ivory marble copper iron wooden glass concrete magnetic lunar
    solar cosmic stellar ancient modern naked quiet loud sudden slow rapid weightless tangled woven
    spinning falling rising fading shining drifting dreaming sleeping waking running dancing singing
    whispering humming trembling glowing wandering forgotten remembered invisible impossible
    beautiful terrible wonderful dangerous mysterious curious furious serious precious delicious
    tropical arctic coastal urban rural royal humble noble savage holy haunted enchanted cursed
    blessed wicked innocent guilty faithful careless fearless breathless sleepless timeless nameless
    shapeless homeless bottomless ceaseless autumnal vernal thirsty hungry dusty rusty misty stormy
    sunny rainy cloudy foggy snowy windy salty sweet sour smoky spicy bruised battered polished
    twisted tattered gilded painted printed folded scattered shattered mended
    """.split()  # noqa: SIM905
)

NOUNS = tuple(
    """
    love night heart dream river fire moon rain sky light summer city road home ocean star shadow
    garden mirror window winter morning sun sea wolf bird ghost train tower bridge letter map echo
    lantern harbor island mountain valley forest desert canyon meadow orchard lighthouse compass
    anchor feather needle thread button pocket candle ember ash smoke spark flame thunder lightning
    storm cloud snow frost ice glacier comet planet orbit galaxy satellite signal radio static
    voltage circuit engine motor wheel highway avenue alley station platform ticket passport
    suitcase hotel balcony ceiling staircase basement attic kitchen table chair pillow blanket
    clock hour minute second season autumn spring january february april august september november
    december monday tuesday friday saturday sunday birthday holiday carnival circus theater cinema
    stage curtain spotlight shadowplay puppet marionette dancer singer drummer sailor soldier
    pilot painter writer teacher stranger lover friend enemy brother sister mother father daughter
    son child queen king prince castle kingdom crown throne sword arrow shield armor dragon phoenix
    raven sparrow swallow heron falcon eagle owl fox deer bear tiger lion panther serpent butterfly
    moth spider honeybee firefly dragonfly whale dolphin shark coral pearl shell tide wave current
    horizon latitude meridian tropic equator pole aurora eclipse solstice equinox prophecy oracle
    riddle puzzle labyrinth maze corridor doorway threshold keyhole hammer chisel anvil furnace
    chimney rooftop gutter puddle umbrella raincoat sandal slipper velvet satin linen denim leather
    copper bronze silver diamond ruby sapphire topaz opal quartz granite limestone gravel sand
    cinnamon saffron honey lemon mango cherry peach apricot almond coffee whiskey champagne sugar
    """.split()  # noqa: SIM905
)

VERBS = tuple(
    """
    leave hold find lose follow call remember forget carry chase kiss wake break save burn drown
    believe forgive surrender whisper wander return linger tremble gather scatter borrow abandon
    """.split()  # noqa: SIM905
)

FIRST_NAMES = tuple(
    """
    Mira Jonas Elena Marco Nadia Oskar Amara Theo Ingrid Rafael Leila Anton Zoë Søren Núria André
    Chloé José Mónica François Jürgen Märta Łucja Željka Håkon Björn Renée Inés Tomás Amélie Noémie
    Yara Kofi Aisha Tariq Priya Arjun Mei Kenji Haruka Minh Linh Sanna Eero Aino Dmitri Katya Petra
    Milan Zuzana Ivana Luka Ana Bruno Clara Diego Estela Fabio Greta Hugo Isla Jasper Kira Leon
    Maya Nico Olive Pablo Quinn Rosa Silas Tessa Umar Vera Wren Xenia Yusuf Zadie
    """.split()  # noqa: SIM905
)

ONSETS = tuple(
    "b br c ch d dr f fl g gr h j k kr l m n p pr qu r s sk st t th tr v w z".split()  # noqa: SIM905
)
NUCLEI = ("a", "e", "i", "o", "u", "ae", "ea", "ia", "io", "ou", "ö", "é", "å")
NUCLEUS_WEIGHTS = (20, 20, 16, 16, 8, 2, 2, 3, 2, 2, 1, 1, 1)
CODAS = ("", "", "", "l", "n", "r", "s", "m", "nd", "rk", "st", "x")

GENRES = (
    "pop",
    "hip-hop",
    "rock",
    "electronic",
    "r-and-b",
    "indie",
    "latin",
    "afrobeats",
    "jazz",
    "folk",
    "classical",
    "metal",
    "ambient",
    "reggae",
    "country",
    "soul",
)
LANGUAGES = ("en", "es", "pt", "fr", "de", "it", "sv", "ja", "ko", "yo")
COUNTRIES = ("US", "GB", "DE", "BR", "NG", "FR", "SE", "MX", "JP", "KR", "IN", "ZA")
MOODS = ("happy", "sad", "calm", "energetic", "romantic", "dark", "dreamy", "focused", "festive")
