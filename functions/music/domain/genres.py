"""The closed lists of genres and moods: ids for programs, and how to read what files call them."""

import re
import unicodedata

_GENRES = """
acid-house acid-jazz acoustic afro-house afrobeat afrobeats alternative alternative-country
alternative-metal alternative-r-and-b alternative-rock amapiano ambient americana anime arabic
art-pop art-rock audiobook avant-garde bachata ballad baroque bass bebop bhangra big-band big-beat
black-metal bluegrass blues bollywood boogie boom-bap bossa-nova brazilian breakbeat britpop cajun
calypso celtic chamber-music chamber-pop chanson children chillout chillwave choral christian
christmas city-pop classic-rock classical cloud-rap comedy contemporary-classical contemporary-jazz
country country-pop cumbia dance dancehall dark-wave death-metal deep-house disco doo-wop doom-metal
downtempo dream-pop drill drone drum-and-bass dub dubstep easy-listening ebm edm electro
electro-house electro-pop electro-swing electronic emo eurodance experimental fado field-recording
flamenco folk folk-metal folk-punk folk-rock forro free-jazz french-house funk fusion future-bass
game-music gangsta-rap garage garage-rock glam-rock glitch gospel goth grime grindcore grunge
guaracha gypsy-jazz hard-bop hard-rock hardcore hardcore-punk hardstyle heavy-metal highlife hip-hop
house hyperpop idm indian-classical indie indie-folk indie-pop indie-rock industrial instrumental
italo-disco j-pop j-rock jangle-pop jazz jazz-rap jungle k-pop kizomba klezmer krautrock latin
latin-jazz latin-pop liquid lo-fi lounge mariachi math-rock mbalax medieval melodic-techno merengue
metal metalcore minimal minimalism motown mpb musical neo-classical neo-soul new-age new-jack-swing
new-wave noise nu-disco nu-metal opera orchestral outlaw-country pagode phonk piano poetry pop
pop-punk pop-rap pop-rock post-hardcore post-metal post-punk post-rock power-metal power-pop
progressive-house progressive-metal progressive-rock psychedelic psytrance punk punk-rock qawwali
r-and-b ragga ragtime rai ranchera rap reggae reggaeton regional-mexican renaissance rock
rock-and-roll rockabilly roots-reggae salsa samba screamo sertanejo shoegaze singer-songwriter ska
ska-punk sludge smooth-jazz soca soft-rock son soul soundtrack southern-rock speech spoken-word
stoner-rock surf swing symphonic-metal symphony synth-pop synthwave tango tech-house techno teen-pop
tejano thrash-metal trance trap trip-hop tropical-house turkish uk-garage vallenato vaporwave vocal
vocal-jazz world worship zouk zydeco
"""
GENRES = frozenset(_GENRES.split())

_MOODS = """
aggressive angry atmospheric bittersweet calm carefree chill dark dreamy eerie emotional empowering
energetic epic euphoric festive focused fun gentle gloomy groovy happy heavy hopeful hypnotic
intense intimate introspective joyful laid-back lonely melancholic mellow motivational mysterious
nostalgic peaceful playful powerful reflective relaxed restless romantic sad sensual sentimental
serene sexy smooth soothing spiritual suspenseful tender tense triumphant uplifting warm wild
"""
MOODS = frozenset(_MOODS.split())

_ALSO = {
    "acoustic-pop": "acoustic",
    "alternative-rap": "hip-hop",
    "alt-rock": "alternative-rock",
    "brit-pop": "britpop",
    "childrens-music": "children",
    "chill-out": "chillout",
    "dnb": "drum-and-bass",
    "d-b": "drum-and-bass",
    "drum-bass": "drum-and-bass",
    "drum-n-bass": "drum-and-bass",
    "drumnbass": "drum-and-bass",
    "d-n-b": "drum-and-bass",
    "electronica": "electronic",
    "electronique": "electronic",
    "electropop": "electro-pop",
    "game": "game-music",
    "gospel-music": "gospel",
    "hiphop": "hip-hop",
    "hip-hop-rap": "hip-hop",
    "holiday": "christmas",
    "intelligent-dance-music": "idm",
    "jpop": "j-pop",
    "jrock": "j-rock",
    "kpop": "k-pop",
    "lofi": "lo-fi",
    "new-wave-music": "new-wave",
    "original-score": "soundtrack",
    "prog-rock": "progressive-rock",
    "progressive": "progressive-rock",
    "r-b": "r-and-b",
    "r-b-soul": "r-and-b",
    "rap-hip-hop": "hip-hop",
    "rhythm-and-blues": "r-and-b",
    "rnb": "r-and-b",
    "rock-n-roll": "rock-and-roll",
    "rock-roll": "rock-and-roll",
    "score": "soundtrack",
    "ost": "soundtrack",
    "synthpop": "synth-pop",
    "triphop": "trip-hop",
    "video-game": "game-music",
    "worldbeat": "world",
    "world-music": "world",
}


def genre_of(name: str) -> str | None:
    """The id of a genre that a file names freely ("Hip-Hop/Rap", "R&B"); None of no other."""
    plain = unicodedata.normalize("NFKD", name.replace("&", " and ").replace("'", ""))
    words = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")
    for said in (words, words.replace("-and-", "-"), words.removesuffix("-music")):
        found = said if said in GENRES else _ALSO.get(said)
        if found:
            return found
    return None
