"""Languages: what a document's blocks are told to be in, and when py3langid is asked."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.text import languages
from cleaner.text.languages import detect_language, telling_blocks

ROOT = Path(__file__).resolve().parents[2]

SENTENCES = {
    "ar": "قالت الوزارة إن الطريق الذي يمر عبر المدينة كان مغلقا منذ أسبوع بعد أن غمرته المياه، ولم يعد إلى العمل حتى الآن.",
    "bg": "Министерството съобщи, че мостът ще бъде затворен до края на годината, защото ремонтът е по-скъп, отколкото беше обявено.",
    "ca": "L'ajuntament va anunciar que el pont estarà tancat fins a finals d'any perquè les obres són més cares, però també més llargues.",
    "cs": "Radnice oznámila, že most bude uzavřen až do konce roku, protože opravy jsou dražší, než se čekalo, a nové peníze ještě nemá.",
    "da": "Kommunen siger, at broen bliver lukket efter sommeren, fordi den ikke længere er sikker, og at det kan vare mere end et år, før den åbner igen.",
    "de": "Die Stadt teilte mit, dass die Brücke bis zum Ende des Jahres gesperrt wird, weil sie nicht mehr sicher ist.",
    "el": "Ο δήμος ανακοίνωσε ότι η γέφυρα θα μείνει κλειστή μέχρι το τέλος του χρόνου.",
    "en": "The council said that the bridge would be closed until the end of the year because it was no longer safe.",
    "es": "El ayuntamiento anunció que el puente estará cerrado hasta finales de año porque las obras son más caras, pero también más largas.",
    "et": "Linn teatas, et sild on suletud kuni aasta lõpuni, sest see ei ole enam ohutu, kuid uus raha on juba olemas.",
    "fa": "شهرداری اعلام کرد که این پل تا پایان سال بسته خواهد بود، برای آنکه دیگر امن نیست و باید از نو ساخته شود.",
    "fi": "Kaupunki kertoo, että silta on suljettu vuoden loppuun, koska se ei ole enää turvallinen, mutta rahaa on jo.",
    "fr": "La mairie a annoncé que le pont sera fermé jusqu'à la fin de l'année, car il n'est plus sûr et les travaux sont chers.",
    "gl": "O concello anunciou que a ponte non abrirá ata o final do ano porque as obras son máis caras, pero tamén máis longas.",
    "he": "העירייה הודיעה כי הגשר ייסגר עד סוף השנה משום שאינו בטוח עוד.",
    "hi": "नगर निगम ने कहा कि पुल साल के अंत तक बंद रहेगा क्योंकि यह अब सुरक्षित नहीं है और इसके लिए पैसे भी कम हैं।",
    "hu": "A város közölte, hogy a híd az év végéig zárva lesz, mert már nem biztonságos, és a felújítás is drágább, mint azt várták.",
    "id": "Pemerintah kota mengatakan bahwa jembatan itu tidak bisa dilewati hingga akhir tahun karena sudah tidak aman, setelah banjir pada bulan lalu.",
    "is": "Borgin segir að brúin verði lokuð til loka ársins þar sem hún er ekki örugg og það hefur verið vitað frá því í vor.",
    "it": "Il comune ha annunciato che il ponte sarà chiuso fino alla fine dell'anno perché non è più sicuro e i lavori sono più cari.",
    "ja": "市によると、橋は安全でないため、年末まで閉鎖されるという。新しい橋の予算はまだなく、住民は遠回りをしなければならない。",
    "ka": "მერიამ განაცხადა, რომ ხიდი წლის ბოლომდე დაიკეტება.",
    "ko": "시는 다리가 더 이상 안전하지 않아 연말까지 폐쇄한다고 밝혔다. 새 다리를 지을 예산은 아직 없다고 한다.",
    "lt": "Savivaldybė pranešė, kad tiltas bus uždarytas iki metų pabaigos, nes jis jau nėra saugus, tačiau pinigų dar yra.",
    "lv": "Pašvaldība paziņo, ka tilts būs slēgts līdz gada beigām, jo tas vairs nav drošs, bet naudas vēl ir.",
    "mk": "Општината соопшти дека мостот ќе биде затворен до крајот на годината, бидејќи не е безбеден и сè уште нема пари за него.",
    "mr": "पूल आता सुरक्षित नाही आणि त्यामुळे तो वर्षाच्या शेवटपर्यंत बंद राहणार आहे, असे महापालिकेने म्हटले आहे.",
    "nl": "De gemeente zegt dat de brug tot het einde van het jaar dicht blijft, omdat hij niet meer veilig is en er nog geen geld voor een nieuwe is.",
    "no": "Kommunen sier at broen blir stengt etter sommeren, fordi den ikke lenger er trygg, og at det kan ta mer enn ett år før den åpner igjen.",
    "pl": "Miasto ogłosiło, że most będzie zamknięty do końca roku, ponieważ nie jest już bezpieczny, a na nowy nie ma jeszcze pieniędzy.",
    "pt": "A prefeitura anunciou que a ponte não abre até o fim do ano porque as obras são mais caras, mas também mais longas.",
    "ro": "Primăria a anunțat că podul va fi închis până la sfârșitul anului, pentru că nu mai este sigur și banii nu sunt de ajuns.",
    "ru": "Мэрия сообщила, что мост будет закрыт до конца года, потому что он уже не безопасен, а денег на новый ещё нет.",
    "sk": "Mesto oznámilo, že most, ktorý už nie je bezpečný, bude zatvorený do konca roka, pretože peniaze na nový ešte nemá.",
    "sl": "Občina je sporočila, da bo most zaprt do konca leta, ker ni več varen, vendar denarja za nov most še ni in ga tudi ne bo.",
    "sq": "Bashkia tha se ura do të jetë e mbyllur deri në fund të vitit, sepse nuk është më e sigurt dhe nuk ka para për një të re.",
    "sv": "Kommunen säger att bron kommer att vara stängd efter sommaren, eftersom den inte längre är säker, och att det kan ta mer än ett år.",
    "sw": "Serikali ya mji ilisema kwamba daraja hilo litafungwa hadi mwisho wa mwaka kwa sababu si salama tena na hakuna fedha za kutosha.",
    "th": "เทศบาลแจ้งว่าสะพานจะปิดจนถึงสิ้นปีเพราะไม่ปลอดภัย",
    "tl": "Sinabi ng lungsod na isasara ang tulay hanggang sa katapusan ng taon dahil hindi na ito ligtas para sa mga tao.",
    "tr": "Belediye, köprünün artık güvenli olmadığı için yıl sonuna kadar kapalı olacağını ve yeni bir köprü için henüz para olmadığını söyledi.",
    "uk": "Мерія повідомила, що міст буде закрито до кінця року, бо він уже не є безпечним, а грошей на новий ще немає.",
    "ur": "بلدیہ نے کہا ہے کہ پل سال کے آخر تک بند رہے گا کیونکہ یہ اب محفوظ نہیں ہے اور اس کے لیے پیسے بھی کم ہیں۔",
    "vi": "Thành phố cho biết cây cầu sẽ đóng cửa đến cuối năm vì không còn an toàn và chưa có tiền để làm cầu mới.",
    "zh": "市政府表示，這座橋已不再安全，將關閉至年底。新橋的預算仍未通過，居民必須繞道而行，學生每天要多走半個小時的路。",
}

MENU = ["Home", "News", "Sign in", "About us", "Terms of use", "Contact us", "Privacy policy", "Follow us on Facebook"]


@pytest.fixture
def _no_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """py3langid cannot be imported."""
    monkeypatch.setitem(sys.modules, "py3langid", None)


@pytest.mark.usefixtures("_no_guesses")
@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_tells_its_language(language: str) -> None:
    assert detect_language([SENTENCES[language]]) == language


def test_every_language_with_a_rule_set_has_a_sentence() -> None:
    sets = {path.stem.removesuffix("-unknown") for path in (ROOT / "rules" / "lang").glob("*.yaml")}
    assert sets
    assert sets <= SENTENCES.keys()


@pytest.mark.usefixtures("_no_guesses")
@pytest.mark.parametrize("language", SENTENCES)
def test_english_menus_and_a_name_change_nothing(language: str) -> None:
    assert detect_language([*MENU, SENTENCES[language], "Reuters", *MENU]) == language


@pytest.mark.usefixtures("_no_guesses")
def test_a_long_notice_in_english_is_outvoted() -> None:
    notice = (
        "We and our partners use cookies to improve the way in which this site works for you and for all of us. " * 9
    )
    article = [
        "Die Stadt teilte mit, dass die Brücke bis zum Ende des Jahres gesperrt wird, weil sie nicht mehr sicher ist.",
        "Eine neue soll es erst geben, wenn das Land sich an den Kosten beteiligt, sagte eine Sprecherin des Rathauses.",
        "Bis dahin müssen die Pendler einen Umweg über die Autobahn nehmen, der sie im Schnitt eine Viertelstunde kostet.",
        "Auf der anderen Seite des Flusses ist man darüber nicht froh: Dort liegt auch die einzige Schule des Ortes.",
    ]
    assert detect_language([notice, *article]) == "de"


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param([], id="nothing"),
        pytest.param([""], id="an empty block"),
        pytest.param(["12 345", "6.7.89", "— 10 % —"], id="digits"),
        pytest.param(["。、", "…"], id="punctuation"),
        pytest.param(["Home", "Sport"], id="a menu"),
        pytest.param(["Recharged"], id="one word"),
        pytest.param(["OK"], id="two letters"),
    ],
)
@pytest.mark.usefixtures("_no_guesses")
def test_what_tells_nothing_is_of_no_language(texts: Sequence[str]) -> None:
    assert detect_language(texts) is None


def _guessing(monkeypatch: pytest.MonkeyPatch, guess: str) -> None:
    class Guesses:
        @staticmethod
        def classify(_: str) -> tuple[str, float]:
            return guess, 0.0

    monkeypatch.setitem(sys.modules, "py3langid", Guesses)


NAMES = "Maria Andersson Stockholm Karolinska "


@pytest.mark.parametrize(
    ("guess", "text", "language"),
    [
        pytest.param("sv", NAMES, "sv", id="no words: as guessed"),
        pytest.param("nb", NAMES, "no", id="Bokmål is Norwegian"),
        pytest.param("nn", NAMES, "no", id="and so is Nynorsk"),
        pytest.param("sv", f"{NAMES} och", "sv", id="a word of the guess"),
        pytest.param("sv", f"{NAMES} und", None, id="a word of another language"),
        pytest.param("sv", f"{NAMES * 8} und", "sv", id="a word of another language in a long text"),
        pytest.param("qu", f"{NAMES} und", "qu", id="a language without a list"),
    ],
)
def test_guesses_are_believed_where_words_do_not_speak_against_them(
    monkeypatch: pytest.MonkeyPatch, guess: str, text: str, language: str | None
) -> None:
    _guessing(monkeypatch, guess)
    assert detect_language([text]) == language


def test_close_languages_are_left_to_the_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    _guessing(monkeypatch, "da")
    assert detect_language(["Vi er her, og det er en god dag for alle som kan se den"]) == "da"


def test_some_english_on_a_page_of_no_known_words_is_left_to_the_guess(monkeypatch: pytest.MonkeyPatch) -> None:
    _guessing(monkeypatch, "qu")
    unknown = [" ".join(f"zq{chr(97 + block)}{chr(97 + word)}x" for word in range(17)) for block in range(5)]
    notice = "The site is for all who would"
    assert detect_language([*unknown, notice]) == "qu"
    assert detect_language([unknown[0], notice]) == "en"


def test_words_are_in_lower_case_and_stand_once() -> None:
    text = Path(languages.__file__).with_name("function_words.toml").read_text(encoding="utf-8")
    for language, words in tomllib.loads(text).items():
        each = words.split()
        assert words == " ".join(dict.fromkeys(each)).lower(), language
        assert len(each) >= 14, language


@settings(deadline=None)  # the first guess loads a model
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=8))
def test_any_text_has_a_language_or_none(texts: list[str]) -> None:
    language = detect_language(texts)
    assert language is None or language.isascii()


@settings(deadline=None)
@given(st.data())
def test_the_language_stays_with_the_blocks_that_tell_it(data: st.DataObject) -> None:
    """What is not the longest may go: nobody looks at it."""
    sentences = st.sampled_from([*SENTENCES.values()])
    texts = data.draw(st.lists(st.one_of(sentences, st.text(min_size=1, max_size=700)), min_size=1, max_size=16))
    telling = telling_blocks(texts)
    kept = sorted({*telling, *data.draw(st.lists(st.sampled_from(range(len(texts)))))})
    assert detect_language([texts[block] for block in kept]) == detect_language(texts)
