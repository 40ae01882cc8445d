import type { PlainColumn } from './metadata-columns.ts'

/** Columns of the transcript file: one row for each note of each turn. The first two are ids. */
export const transcriptColumns: readonly PlainColumn[] = [
	{ header: 'record_id', meaning: 'Id of the record whose talk it is' },
	{ header: 'notes_id', meaning: 'Id of the record with the note: another one for second notes' },
	{
		header: 'turn',
		meaning: 'Place of the turn in the talk, from 1; notes of several people on one turn have the same',
	},
	{ header: 'at', meaning: 'Seconds since the talk began' },
	{ header: 'speaker', meaning: 'Seat of the speaker; 0 leads the talk' },
	{ header: 'question', meaning: 'Question of the guide' },
	{ header: 'note', meaning: 'What was noted; blank where somebody spoke and nothing was' },
	{ header: 'themes', meaning: 'Theme tags' },
	{ header: 'quote', meaning: '1 = word for word' },
	{ header: 'written_by', meaning: 'Code of the person who wrote the note' },
	{ header: 'part', meaning: 'Part of the recording, from 1' },
	{ header: 'second', meaning: 'Second in that part' },
	{ header: 'untold', meaning: '1 = the seat took no part: what second notes have of it is not told' },
]
