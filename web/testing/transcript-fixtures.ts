import type {
	AgreementResponse,
	CodedPassage,
	Quotes,
	TranscriptListItem,
	TranscriptListResponse,
	TranscriptResponse,
} from '#shared/transcripts/coded-transcripts'
import type { Theme } from '#shared/transcripts/themes'

/* Focus group discussions and key informant interviews, as replies of the server. */

const startedAt = '2026-01-10T05:00:00.000Z'
const transcriptMetadata = {
	form: 'focus-group',
	formTitle: { en: 'Focus group' },
	district: 'PK607',
	group: { code: 'women', label: { en: 'Women' } },
	startedAt: startedAt,
}
export const coders = [{ id: 'person-imran', name: 'Imran', code: 'imran' }]

export const theme = (id: string, over: Partial<Theme> = {}): Theme => ({
	id,
	label: { en: `Theme ${id}`, ur: `${id} اردو` },
	belongs: '',
	notBelongs: '',
	place: 1,
	version: 1,
	isOn: true,
	by: null,
	at: null,
	earlier: [],
	...over,
})

/** A turn of the third seat, after one minute. */
export const passage = (path: string, over: Partial<CodedPassage> = {}): CodedPassage => ({
	record: 'record-1',
	path,
	at: 60,
	speaker: '3',
	about: null,
	text: `Said at ${path}`,
	isSealed: false,
	textDigest: `digest-${path}`,
	themes: [],
	isQuote: false,
	by: 'person-notes',
	sex: null,
	identifying: null,
	codings: [],
	...over,
})

export const transcriptFixture = (
	passages: CodedPassage[],
	over: Partial<TranscriptResponse> = {},
): TranscriptResponse => ({
	...transcriptMetadata,
	id: 'transcript-1',
	mayBeNamed: true,
	passages,
	coders,
	...over,
})

export const transcriptListItem = (
	id: string,
	over: Partial<TranscriptListItem> = {},
): TranscriptListItem => ({
	...transcriptMetadata,
	id,
	passages: 40,
	coded: [],
	...over,
})

export const transcriptList = (
	transcripts: TranscriptListItem[],
	over: Partial<TranscriptListResponse> = {},
): TranscriptListResponse => ({
	transcripts,
	coders,
	demonstration: false,
	at: startedAt,
	...over,
})

export const quote = (
	text: string,
	over: Partial<Quotes['quotes'][number]> = {},
): Quotes['quotes'][number] => ({
	transcript: 'transcript-1',
	district: 'PK607',
	group: null,
	sex: null,
	speaker: '3',
	text,
	themes: [],
	identifying: null,
	isChanged: false,
	...over,
})

export const agreementOn = (
	id: string,
	over: Partial<AgreementResponse['themes'][number]> = {},
): AgreementResponse['themes'][number] => ({
	id,
	both: 8,
	one: 2,
	other: 1,
	neither: 29,
	same: 0.925,
	kappa: 0.7889,
	...over,
})
