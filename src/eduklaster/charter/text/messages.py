"""The sentences of the text import in Ukrainian, Russian and English.

The charter package is pure Python, so its sentences live here and not in gettext; the codes are stable.
"""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("uk", "ru", "en")

_ERRORS: dict[str, tuple[str, str, str]] = {
    "not_found": (
        "Файл «{name}» не знайдено.",
        "Файл «{name}» не найден.",
        "The file “{name}” was not found.",
    ),
    "unreadable": (
        "Файл «{name}» не вдалося прочитати.",
        "Файл «{name}» не удалось прочитать.",
        "The file “{name}” could not be read.",
    ),
    "too_large": (
        "Файл завеликий: {size} МБ, дозволено до {limit} МБ.",
        "Файл слишком велик: {size} МБ, допускается до {limit} МБ.",
        "The file is too large: {size} MB, the limit is {limit} MB.",
    ),
    "unsupported_type": (
        "Файл з розширенням «{extension}» не підтримується. Збережіть текст як TXT, Markdown, DOCX або PDF.",
        "Файл с расширением «{extension}» не поддерживается. Сохраните текст как TXT, Markdown, DOCX или PDF.",
        "Files ending in “{extension}” are not supported. Save the text as TXT, Markdown, DOCX or PDF.",
    ),
    "type_mismatch": (
        "Файл названо «{extension}», але всередині {found}. Перейменуйте його або збережіть ще раз.",
        "Файл назван «{extension}», но внутри {found}. Переименуйте его или сохраните ещё раз.",
        "The file is named “{extension}” but holds {found}. Rename it or save it again.",
    ),
    "old_word": (
        "Це документ старого формату Word. Відкрийте його у Word або LibreOffice і збережіть як DOCX.",
        "Это документ старого формата Word. Откройте его в Word или LibreOffice и сохраните как DOCX.",
        "This is an old Word document. Open it in Word or LibreOffice and save it as DOCX.",
    ),
    "encrypted": (
        "Файл захищено паролем. Зніміть пароль і спробуйте ще раз.",
        "Файл защищён паролем. Снимите пароль и попробуйте ещё раз.",
        "The file is protected by a password. Remove the password and try again.",
    ),
    "macros": (
        "Документ містить макроси. Збережіть його як звичайний DOCX без макросів.",
        "Документ содержит макросы. Сохраните его как обычный DOCX без макросов.",
        "The document contains macros. Save it as a plain DOCX without macros.",
    ),
    "bomb": (
        "Після розпакування файл стає надто великим; такий файл не відкривається.",
        "После распаковки файл становится слишком большим; такой файл не открывается.",
        "The file grows too large when unpacked; such files are not opened.",
    ),
    "forbidden_markup": (
        "Документ містить оголошення DTD, яких у звичайному DOCX не буває; його не відкрито.",
        "Документ содержит объявления DTD, которых в обычном DOCX не бывает; он не открыт.",
        "The document contains DTD declarations, which an ordinary DOCX never has; it was not opened.",
    ),
    "broken": (
        "Файл пошкоджено або він неповний. Збережіть його ще раз.",
        "Файл повреждён или неполон. Сохраните его ещё раз.",
        "The file is damaged or incomplete. Save it again.",
    ),
    "too_many_pages": (
        "У документі {pages} сторінок, дозволено до {limit}.",
        "В документе {pages} страниц, допускается до {limit}.",
        "The document has {pages} pages, the limit is {limit}.",
    ),
    "too_many_lines": (
        "У документі {lines} рядків, дозволено до {limit}.",
        "В документе {lines} строк, допускается до {limit}.",
        "The document has {lines} lines, the limit is {limit}.",
    ),
    "images_only": (
        "PDF складається лише із зображень сторінок. Розпізнайте текст (OCR) або надішліть текстовий файл.",
        "PDF состоит только из изображений страниц. Распознайте текст (OCR) или пришлите текстовый файл.",
        "The PDF holds only images of pages. Recognise the text (OCR) or send a text file.",
    ),
    "empty": (
        "У файлі немає тексту.",
        "В файле нет текста.",
        "The file holds no text.",
    ),
    "encoding": (
        "Кодування тексту не вдалося визначити. Збережіть файл у UTF-8.",
        "Кодировку текста не удалось определить. Сохраните файл в UTF-8.",
        "The encoding of the text could not be told. Save the file as UTF-8.",
    ),
    "edit_unknown_node": (
        "Вузла «{node}» у тексті немає.",
        "Узла «{node}» в тексте нет.",
        "There is no node “{node}” in the text.",
    ),
    "edit_no_previous": (
        "Перед вузлом «{node}» немає тексту, з яким його можна з’єднати.",
        "Перед узлом «{node}» нет текста, с которым его можно соединить.",
        "Nothing before the node “{node}” can be joined with it.",
    ),
    "edit_bad_offset": (
        "Вузол «{node}» не можна розділити на позиції {offset}.",
        "Узел «{node}» нельзя разделить на позиции {offset}.",
        "The node “{node}” cannot be split at {offset}.",
    ),
    "edit_bad_kind": (
        "Вузол «{node}» не може стати вузлом виду «{kind}».",
        "Узел «{node}» не может стать узлом вида «{kind}».",
        "The node “{node}” cannot become a node of the kind “{kind}”.",
    ),
    "edit_bad_level": (
        "Вузол «{node}» не можна перемістити на інший рівень.",
        "Узел «{node}» нельзя переместить на другой уровень.",
        "The node “{node}” cannot be moved to another level.",
    ),
    "edit_bad_format": (
        "Файл виправлень має хибний запис: {detail}.",
        "В файле исправлений неверная запись: {detail}.",
        "The file of corrections has a wrong entry: {detail}.",
    ),
    "json_bad_format": (
        "Це не збережене дерево тексту: {detail}.",
        "Это не сохранённое дерево текста: {detail}.",
        "This is not a saved text tree: {detail}.",
    ),
}

_NOTICES: dict[str, tuple[str, str, str]] = {
    "encoding_guessed": (
        "Кодування файлу не вказано; текст прочитано як {encoding}.",
        "Кодировка файла не указана; текст прочитан как {encoding}.",
        "The file does not tell its encoding; it was read as {encoding}.",
    ),
    "markup_removed": (
        "Прибрано знаки розмітки (жирний шрифт, заголовки, закладки): {count} рядків.",
        "Убраны знаки разметки (жирный шрифт, заголовки, закладки): {count} строк.",
        "Markup signs (bold, headings, bookmarks) were removed on {count} lines.",
    ),
    "page_number": (
        "Відкладено номери сторінок: {text}.",
        "Отложены номера страниц: {text}.",
        "Page numbers were set aside: {text}.",
    ),
    "running_header": (
        "Відкладено колонтитул, що повторюється: «{text}».",
        "Отложен повторяющийся колонтитул: «{text}».",
        "A repeated page header or footer was set aside: “{text}”.",
    ),
    "contents": (
        "Відкладено зміст документа: {count} рядків.",
        "Отложено оглавление документа: {count} строк.",
        "The table of contents was set aside: {count} lines.",
    ),
    "rule_line": (
        "Відкладено рядок без слів: «{text}».",
        "Отложена строка без слов: «{text}».",
        "A line without words was set aside: “{text}”.",
    ),
    "dropped_by_hand": (
        "Вилучено людиною: «{text}».",
        "Исключено человеком: «{text}».",
        "Dropped by a person: “{text}”.",
    ),
    "no_title": (
        "У тексті немає назви.",
        "В тексте нет названия.",
        "The text has no title.",
    ),
    "gap": (
        "Нумерація перескакує: немає {missing} (після {before}, перед {after}).",
        "Нумерация перескакивает: нет {missing} (после {before}, перед {after}).",
        "The numbering jumps: {missing} is missing (after {before}, before {after}).",
    ),
    "leading_gap": (
        "Нумерація починається з {after}: немає {missing}.",
        "Нумерация начинается с {after}: нет {missing}.",
        "The numbering starts at {after}: {missing} is missing.",
    ),
    "number_jump": (
        "Номер {after} іде одразу після {before}: можливо, це не номер.",
        "Номер {after} идёт сразу после {before}: возможно, это не номер.",
        "The number {after} follows {before}: it may be no number.",
    ),
    "list_starts_late": (
        "Перелік починається з «{after}».",
        "Перечень начинается с «{after}».",
        "The list starts at “{after}”.",
    ),
    "duplicate": (
        "Номер {number} вжито двічі.",
        "Номер {number} употреблён дважды.",
        "The number {number} is used twice.",
    ),
    "out_of_order": (
        "Номер {number} стоїть не на своєму місці (після {before}).",
        "Номер {number} стоит не на своём месте (после {before}).",
        "The number {number} is out of order (after {before}).",
    ),
    "orphan_number": (
        "Пункт {number} стоїть у розділі, якому за номером не належить.",
        "Пункт {number} стоит в разделе, которому по номеру не принадлежит.",
        "The clause {number} stands in a section to which its number does not belong.",
    ),
    "look_alike": (
        "У номері «{number}» літери схожі на цифри або змішано абетки; прочитано як {read}.",
        "В номере «{number}» буквы похожи на цифры или смешаны алфавиты; прочитано как {read}.",
        "The number “{number}” mixes look-alike letters; it was read as {read}.",
    ),
    "joined_lines": (
        "З’єднано рядки, розірвані посеред речення.",
        "Соединены строки, разорванные посреди предложения.",
        "Lines broken in the middle of a sentence were joined.",
    ),
    "hyphen_joined": (
        "З’єднано переноси: {words}.",
        "Соединены переносы: {words}.",
        "Hyphenated words were joined: {words}.",
    ),
    "repeated_table_head": (
        "Шапку таблиці повторено на новій сторінці; залишено першу.",
        "Шапка таблицы повторена на новой странице; оставлена первая.",
        "The head of a table is repeated on a new page; the first one was kept.",
    ),
    "empty_rows": (
        "Порожні рядки таблиці прибрано: {count}.",
        "Пустые строки таблицы убраны: {count}.",
        "Empty table rows were dropped: {count}.",
    ),
    "footnote": (
        "Виноска не ввійшла в дерево: «{text}».",
        "Сноска не вошла в дерево: «{text}».",
        "A footnote is not in the tree: “{text}”.",
    ),
    "docx_header": (
        "Колонтитул документа не ввійшов у дерево: «{text}».",
        "Колонтитул документа не вошёл в дерево: «{text}».",
        "A page header or footer is not in the tree: “{text}”.",
    ),
    "tracked_changes": (
        "У документі є неприйняті правки; прочитано текст так, ніби їх прийнято.",
        "В документе есть непринятые правки; прочитан текст так, как будто они приняты.",
        "The document has pending tracked changes; it was read as if they were accepted.",
    ),
    "image_pages": (
        "Сторінки без тексту, лише зображення: {pages}.",
        "Страницы без текста, только изображения: {pages}.",
        "Pages that hold only images: {pages}.",
    ),
    "uncovered": (
        "Рядки, що не ввійшли в дерево.",
        "Строки, которые не вошли в дерево.",
        "Lines that are not in the tree.",
    ),
}

_FOUND: dict[str, tuple[str, str, str]] = {
    "pdf": ("документ PDF", "документ PDF", "a PDF document"),
    "docx": ("документ Word (DOCX)", "документ Word (DOCX)", "a Word document (DOCX)"),
    "zip": ("архів", "архив", "an archive"),
    "binary": ("не текст", "не текст", "no text"),
    "text": ("звичайний текст", "обычный текст", "plain text"),
}

_LABELS: dict[str, tuple[str, str, str]] = {
    "remarks": ("Зауваження:", "Замечания:", "Remarks:"),
    "coverage": (
        "Рядків: {total}; у дереві {covered}, відкладено {aside}, не знайшли місця {uncovered}{lines}.",
        "Строк: {total}; в дереве {covered}, отложено {aside}, не нашли места {uncovered}{lines}.",
        "Lines: {total}; in the tree {covered}, set aside {aside}, without a place {uncovered}{lines}.",
    ),
}

CODES = frozenset(_ERRORS) | frozenset(_NOTICES)


def message(code: str, language: str, params: Mapping[str, str]) -> str:
    """The sentence of a refusal or a notice in ``uk``, ``ru`` or ``en``; another language gives English."""
    sentences = _ERRORS.get(code) or _NOTICES[code]
    index = LANGUAGES.index(language) if language in LANGUAGES else LANGUAGES.index("en")
    words = {
        key: _FOUND[value][index] if key == "found" and value in _FOUND else value for key, value in params.items()
    }
    return sentences[index].format_map(words)


def label(name: str, language: str) -> str:
    """A caption of the terminal report."""
    return _LABELS[name][LANGUAGES.index(language) if language in LANGUAGES else LANGUAGES.index("en")]
