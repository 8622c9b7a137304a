// Every sentence of the page itself, in Dutch and in English. What is in the chats comes from the bot.

import { choices } from "./choices.js";

const nl = {
  room: "Repetitieruimte", skip_people: "Naar de mensen", skip_panel: "Naar het paneel", event_clock: "De klok van het evenement:",
  theme: "Uiterlijk", language: "Taal van deze pagina", tools: "Hulpmiddelen", people: "Mensen", whose: "Wiens Teams u ziet",
  system: "Zoals dit apparaat", light: "Licht", dark: "Donker", contrast: "Hoog contrast",
  choose: "Mensen kiezen", choose_short: "Mensen", people_menu: "Wie u naast elkaar ziet",
  direct: "Regie", faults: "Storingen", log: "Logboek", close_panel: "Paneel sluiten",
  nobody: "Kies bovenaan wie u wilt zijn.",
  away: "De repetitieruimte antwoordt niet meer. Start haar opnieuw met ‘make run’; deze pagina gaat dan vanzelf verder.",
  bot_away: "Gastheer antwoordt niet. Draait hij nog?",

  chats_of: "Chats van {name}", personal: "Chat met Gastheer", meeting: "Vergadering", unread: "{n} nieuw",
  messages_of: "Berichten: {chat}", remove_person: "{name} weghalen", menu_of: "Wat {name} kan doen",
  say_personal: "Bericht aan Gastheer", say_meeting: "Bericht in de vergadering", mention: "@Gastheer", mention_long: "Noem Gastheer in het bericht",
  placeholder_personal: "Bijvoorbeeld: aanmelden", placeholder_meeting: "Typ een bericht",
  send: "Stuur", attach: "Iets meesturen", attach_file: "Een bestand (deelnemers.xlsx)", attach_sticker: "Een sticker",
  install: "Voeg de app Gastheer toe", uninstall: "Verwijder de app Gastheer", add: "Voeg Gastheer toe aan de vergadering",
  no_chat: "Wie anoniem meedoet, heeft geen chat met Gastheer; wel de chat van de vergadering.",
  no_writing: "Wie anoniem meedoet, kan op kaarten antwoorden maar niets aan Gastheer schrijven.",
  closed: "Het Teams van {name} is dicht voor Gastheer: hij krijgt een 403.", reopen: "Weer openzetten",
  not_there: "Gastheer is nog niet in deze chat.", empty: "Nog geen berichten.",
  join: "Doe mee", leave: "Ga weg", in_meeting: "in de vergadering", members: "{n} mensen in deze chat",
  to_dutch: "Zet Teams in het Nederlands", to_english: "Zet Teams in het Engels", close_teams: "Maak Teams dicht voor Gastheer", open_teams: "Zet Teams weer open",
  new_messages: "Nieuwe berichten",

  mail: "E-mail", letters_of: "E-mail van {name}", no_letters: "Nog geen e-mail.", as_text: "Als tekst", as_html: "Met opmaak", letter: "Brief: {subject}",
  with_calendar: "met een afspraak voor de agenda", event_page: "De pagina van het evenement", event_page_text: "Wie geen Teams heeft, leest mail en volgt links.",

  edited: "bewerkt", deleted: "Dit bericht is verwijderd.", undo: "Ongedaan maken", own_card: "alleen voor {name}",
  more: "Meer bij dit bericht van {name}", edit: "Bewerken", delete: "Verwijderen", refresh: "Kaart verversen", show_json: "JSON van de kaart",
  like: "Vind ik leuk", heart: "Hart", laugh: "Lachen", surprised: "Verrast", take_back: "{reaction} terugnemen",
  save: "Opslaan", cancel: "Annuleren", editing: "Uw bericht bewerken", typing: "Gastheer is aan het typen …", file: "Bestand", sticker: "Sticker",
  opens: "Teams opent nu:", refreshed: "De kaart is ververst.", nothing_to_refresh: "Deze kaart kan zich niet verversen.",
  not_in_dialog: "Een knop van deze soort werkt in Teams niet in een dialoog.",

  refused: "Gastheer antwoordde met fout {status}. Wat er misging, staat in het venster waarin hij draait.",
  not_served: "Gastheer liet dit niet toe (403): deze persoon hoort bij een andere organisatie.",
  too_busy: "Gastheer heeft het te druk ({status}). Probeer het zo weer.",
  unreachable: "Gastheer is niet te bereiken. Draait hij nog?", not_understood: "Gastheer gaf een antwoord dat Teams niet begrijpt.",
  wrong: "Dat ging niet: {error}", close: "Sluiten", copy: "Kopiëren", copied: "Gekopieerd.", dialog_of: "Dialoog van {name}", page_in_dialog: "In deze dialoog laat Teams een pagina zien:",

  clock: "De klok van het evenement", next: "Volgende aankondiging", go_to: "Ga naar", go: "Ga", no_clock: "Deze bot heeft geen klok die verzet kan worden.",
  announcements: "Aankondigingen", past: "geweest", no_next: "Alle aankondigingen zijn geweest.", meeting_head: "De vergadering",
  start: "Begin van de vergadering", end: "Einde van de vergadering", running: "De vergadering is bezig.", not_running: "De vergadering is niet bezig.",
  crowd: "De menigte", crowd_text: "Verzonnen deelnemers die zich aanmelden en stemmen, over dezelfde weg als iedereen.", crowd_count: "Hoeveel mensen", crowd_add: "Laat ze komen", crowd_vote: "Laat ze stemmen",
  crowd_signing_up: "Ze melden zich aan: {done} van {of}", crowd_voting: "Ze stemmen: {done} van {of}", crowd_state: "{people} mensen, {signed_up} aangemeld, {votes} keer gestemd, {failed} mislukt.",
  local: "Alles blijft op deze computer.",

  faults_text: "Wat hier aan staat, gaat mis tot u het uitzet.", slow: "De verbinding is traag", slow_unit: "seconden per bericht", busy: "Teams heeft het te druk (429)", busy_unit: "seconden wachten (Retry-After)",
  loses: "Het antwoord raakt zoek", loses_text: "Het bericht komt aan, maar Gastheer hoort dat niet.", closed_of: "Het Teams van {name} is dicht", closed_text: "Gastheer is geblokkeerd en krijgt een 403.",
  removed_of: "{name} heeft de app niet", removed_text: "Verwijderd of nog niet toegevoegd: een 403.", of_all: "Voor iedereen", of_each: "Per persoon", faults_on: "{n} storing aan", faults_on_many: "{n} storingen aan",

  log_text: "Wat wie bereikte. Kies een regel voor de JSON.", filter: "Zoek in het logboek", filter_whom: "Wie", filter_what: "Wat", everyone: "Iedereen", everything: "Alles",
  sent: "Bezorgd", updated: "Bijgewerkt", answered: "Antwoord", mishap: "Mislukt", deleted_entry: "Verwijderd", lost: "antwoord zoek", shown: "{n} van {all} regels", whole_meeting: "Vergadering ({n} mensen)", group: "Groepschat", bytes: "{n} kB", size_of: "{size} van 28 kB", no_card: "Geen kaart bij deze regel.",
  said_by: "{who} aan {name}: {what}", many_new: "{n} nieuwe berichten voor {name}",
};

const en = {
  room: "Rehearsal room", skip_people: "To the people", skip_panel: "To the panel", event_clock: "The event's clock:",
  theme: "Appearance", language: "This page's language", tools: "Tools", people: "People", whose: "Whose Teams you see",
  system: "As this device", light: "Light", dark: "Dark", contrast: "High contrast",
  choose: "Choose people", choose_short: "People", people_menu: "Whom you see side by side",
  direct: "Direct", faults: "Faults", log: "Log", close_panel: "Close the panel",
  nobody: "Choose at the top who you want to be.",
  away: "The rehearsal room no longer answers. Start it again with ‘make run’; this page then goes on by itself.",
  bot_away: "Gastheer does not answer. Is it still running?",

  chats_of: "Chats of {name}", personal: "Chat with Gastheer", meeting: "Meeting", unread: "{n} new",
  messages_of: "Messages: {chat}", remove_person: "Take {name} away", menu_of: "What {name} can do",
  say_personal: "Message to Gastheer", say_meeting: "Message in the meeting", mention: "@Gastheer", mention_long: "Mention Gastheer in the message",
  placeholder_personal: "For example: register", placeholder_meeting: "Type a message",
  send: "Send", attach: "Send something along", attach_file: "A file (deelnemers.xlsx)", attach_sticker: "A sticker",
  install: "Add the app Gastheer", uninstall: "Remove the app Gastheer", add: "Add Gastheer to the meeting",
  no_chat: "Anonymous people have no chat with Gastheer; they do have the meeting's chat.",
  no_writing: "Anonymous people can answer cards, but write nothing to Gastheer.",
  closed: "{name}'s Teams is closed to Gastheer: it gets a 403.", reopen: "Open again",
  not_there: "Gastheer is not in this chat yet.", empty: "No messages yet.",
  join: "Join", leave: "Leave", in_meeting: "in the meeting", members: "{n} people in this chat",
  to_dutch: "Set Teams to Dutch", to_english: "Set Teams to English", close_teams: "Close Teams to Gastheer", open_teams: "Open Teams again",
  new_messages: "New messages",

  mail: "E-mail", letters_of: "E-mail of {name}", no_letters: "No e-mail yet.", as_text: "As text", as_html: "As it was made", letter: "Letter: {subject}",
  with_calendar: "with an entry for the calendar", event_page: "The event's page", event_page_text: "Who has no Teams reads mail and follows links.",

  edited: "edited", deleted: "This message was deleted.", undo: "Undo", own_card: "for {name} alone",
  more: "More about this message of {name}", edit: "Edit", delete: "Delete", refresh: "Refresh card", show_json: "The card's JSON",
  like: "Like", heart: "Heart", laugh: "Laugh", surprised: "Surprised", take_back: "Take back: {reaction}",
  save: "Save", cancel: "Cancel", editing: "Edit your message", typing: "Gastheer is typing …", file: "File", sticker: "Sticker",
  opens: "Teams now opens:", refreshed: "The card was refreshed.", nothing_to_refresh: "This card can't refresh itself.",
  not_in_dialog: "A button of this kind doesn't work in a dialog in Teams.",

  refused: "Gastheer answered with error {status}. What went wrong is in the window in which it runs.",
  not_served: "Gastheer did not allow this (403): this person belongs to another organisation.",
  too_busy: "Gastheer is too busy ({status}). Try again in a moment.",
  unreachable: "Gastheer can't be reached. Is it still running?", not_understood: "Gastheer gave an answer that Teams doesn't understand.",
  wrong: "That didn't work: {error}", close: "Close", copy: "Copy", copied: "Copied.", dialog_of: "{name}'s dialog", page_in_dialog: "In this dialog Teams shows a page:",

  clock: "The event's clock", next: "Next announcement", go_to: "Go to", go: "Go", no_clock: "This bot has no clock that can be moved.",
  announcements: "Announcements", past: "past", no_next: "All announcements are past.", meeting_head: "The meeting",
  start: "Start of the meeting", end: "End of the meeting", running: "The meeting is going on.", not_running: "The meeting is not going on.",
  crowd: "The crowd", crowd_text: "Made-up participants who sign up and vote, over the same road as everybody.", crowd_count: "How many people", crowd_add: "Let them come", crowd_vote: "Let them vote",
  crowd_signing_up: "They sign up: {done} of {of}", crowd_voting: "They vote: {done} of {of}", crowd_state: "{people} people, {signed_up} signed up, {votes} votes, {failed} failed.",
  local: "Everything stays on this computer.",

  faults_text: "What is on here goes wrong until you switch it off.", slow: "The connection is slow", slow_unit: "seconds for each message", busy: "Teams is too busy (429)", busy_unit: "seconds to wait (Retry-After)",
  loses: "The answer is lost", loses_text: "The message arrives, but Gastheer doesn't hear of it.", closed_of: "{name}'s Teams is closed", closed_text: "Gastheer is blocked and gets a 403.",
  removed_of: "{name} doesn't have the app", removed_text: "Removed or not yet added: a 403.", of_all: "For everybody", of_each: "For each person", faults_on: "{n} fault on", faults_on_many: "{n} faults on",

  log_text: "What reached whom. Choose a line for its JSON.", filter: "Search the log", filter_whom: "Who", filter_what: "What", everyone: "Everybody", everything: "Everything",
  sent: "Delivered", updated: "Updated", answered: "Answer", mishap: "Failed", deleted_entry: "Deleted", lost: "answer lost", shown: "{n} of {all} lines", whole_meeting: "Meeting ({n} people)", group: "Group chat", bytes: "{n} kB", size_of: "{size} of 28 kB", no_card: "No card with this line.",
  said_by: "{who} to {name}: {what}", many_new: "{n} new messages for {name}",

  "organisator": "organiser", "moderator": "moderator", "deelnemer": "participant", "deelnemer, Engels": "participant, English",
  "deelnemer van een andere corporatie": "participant of another corporation", "anoniem, via de link": "anonymous, by the link",
  "deelnemer, alleen per e-mail": "participant, by e-mail alone", "deelnemer, gast": "participant, guest", "beoordelaar, Engels": "reviewer, English",
};

const chosen = choices.language === "en" ? en : nl;

/** The sentence with its values filled in; a text without a sentence is shown as it is. */
export function t(key, values = {}) {
  return (chosen[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** A moment of the event, in its own zone. */
export function moment(iso, zone, style = "full") {
  const long = { dateStyle: style, timeStyle: "short", timeZone: zone };
  const short = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: zone };
  return new Intl.DateTimeFormat(choices.language === "en" ? "en-GB" : "nl-NL", style === "full" ? long : short).format(new Date(iso));
}

/** The page's fixed texts. */
export function fill() {
  document.documentElement.lang = choices.language;
  document.title = `${t("room")} · Gastheer`;
  for (const one of document.querySelectorAll("[data-t]")) one.textContent = t(one.dataset.t);
  for (const one of document.querySelectorAll("[data-t-label]")) one.setAttribute("aria-label", t(one.dataset.tLabel));
}
