/**
 * Role of a part in the consent of a form. `ask` asks for it, `privacy` whether nobody listens; `time`,
 * `language` and `version` record how it was asked, `code` is the withdrawal code; `stop` says how the
 * interview ended, `wish` whether the answers are to be deleted. `open` is asked without consent; `goes` is
 * asked before it and deleted with the answers.
 */
export const consentRoles = [
	...(['ask', 'privacy', 'time', 'language', 'version', 'code'] as const),
	...(['stop', 'wish', 'open', 'goes'] as const),
]
export type ConsentRole = (typeof consentRoles)[number]

/**
 * Role of a part in a group discussion (docs/decisions/051). `turns` is the repeat with a row for each turn
 * of a speaker. In it, `at` is the time in seconds since `began`, `part` and `second` the position in the
 * recording, and `speaker`, `note`, `question`, `themes` and `quote` the contents. Outside of it, each row
 * has `seat` and `name` of a participant, `probes` lists follow-up questions to a question of the guide, and
 * `summary` sums one up. `offer` is shown to the phone of a second note-taker, `joins` is where that phone
 * reads it, and `from` is the code of the discussion whose `began` was copied.
 */
export const transcriptRoles = [
	...(['turns', 'at', 'part', 'second', 'speaker', 'note', 'question', 'themes', 'quote'] as const),
	...(['began', 'seat', 'name', 'probes', 'summary', 'offer', 'joins', 'from'] as const),
]
export type TranscriptRole = (typeof transcriptRoles)[number]
