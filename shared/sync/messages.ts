import * as z from 'zod/mini'
import { roles } from '#shared/access/roles'
import { signedApprovalSchema } from '#shared/forms/form-approval'
import { formAvailabilities } from '#shared/forms/form-definition'
import { partPlaceSchema } from '#shared/forms/form-parts'
import { type Bytes, fromUtf8, utf8 } from '#shared/kernel/bytes'
import { idSchema, revisionIdSchema } from '#shared/revisions/revision'
import { deviceInventorySchema } from './holds.ts'
import { keySuccessionSchema } from './key-succession.ts'

/** A number of the server's, and its chain there. */
export const markSchema = z.tuple([z.int().check(z.nonnegative()), z.string().check(z.maxLength(40))])

/** More changes of a server's signing key than a project sees: older ones are not told. */
export const mostSuccessions = 20
/** So many revisions are asked for by name at a time. */
export const maxRequestedRevisions = 20

/** Public halves of the keys that the PIN of an enrolment opens, and r‖s by the first over `accessKeysToSign`, base64url. */
export const accessKeysSchema = z.object({
	sign: z.string().check(z.minLength(80), z.maxLength(200), z.regex(/^[\w-]+$/)),
	seal: z.string().check(z.regex(/^[\w-]{87}$/)),
	proof: z.string().check(z.maxLength(100), z.regex(/^[\w-]+$/)),
})
export type AccessKeysShown = z.infer<typeof accessKeysSchema>

/** What a phone says first. A signature frame by the phone's key over these bytes follows. */
export const requestHeaderSchema = z.object({
	v: z.int().check(z.positive()),
	project: z.string(),
	device: idSchema,
	/** Random; the reply must carry it, or it is not a reply to us. */
	nonce: idSchema,
	/** The phone has the feed up to here. */
	cursor: z.int().check(z.nonnegative()),
	/** Version of the app, so that the desk can list devices that must update; sent with the first request after unlocking, when `holds` changed, and always to a server before version 12. */
	app: z.optional(z.string().check(z.maxLength(40))),
	/** What the phone remembers of the server, newest first: the newest alone, or all when it was asked. */
	marks: z.optional(z.array(markSchema).check(z.maxLength(40))),
	/** All marks are told. */
	isAll: z.optional(z.boolean()),
	/** Among the revisions are some that a server had before it was set back. */
	again: z.optional(z.boolean()),
	/** The phone has no certificate of its enrolment yet. */
	uncertified: z.optional(z.boolean()),
	/** It comes in a file that somebody carries, made then, ms since 1970: whoever brings it is not the phone itself. */
	carried: z.optional(z.int()),
	/** The phone does not know the project's key, to which it would seal. */
	keyless: z.optional(z.boolean()),
	/** The keys of the server that it knows (`keysId`): a server that has others tells them. */
	keysKnown: z.optional(z.string().check(z.maxLength(16))),
	/** Nobody has typed the PIN: the phone hands in what it sealed, and wants to hear nothing but what became of it. */
	isSendOnly: z.optional(z.boolean()),
	/** Revisions that it lacks of records that lie with its person: they come with all that they stand on. */
	wants: z.optional(z.array(revisionIdSchema).check(z.maxLength(maxRequestedRevisions))),
	/** What it still has, where that changed since it last said so. What is none stops no work. */
	holds: z.catch(z.optional(deviceInventorySchema), undefined),
	/** When it was signed, by the server's clock as the phone knows it, ms since 1970. */
	sentAt: z.optional(z.int()),
	/** `framesDigest` of what follows the signature; absent if nothing does and `app` is absent too. */
	digest: z.optional(revisionIdSchema),
	/** The keys that its PIN opens, shown until the server has answered under them. */
	access: z.optional(accessKeysSchema),
})
export type RequestHeader = z.infer<typeof requestHeaderSchema>

/**
 * What became of a revision. `stored`, `dup`, `waiting-parent` and `quarantined` mean that the server has the
 * bytes on disk. `bad-hash` and `too-big` leave it with the phone, which tells the person; so does `key-unknown`: the server keeps the
 * bytes, cannot read them, and is sent them anew under the key that the reply names. `destroyed`: the record was destroyed for good; the server
 * has not kept it, and the phone deletes all that it has of that record.
 */
export const ackCodes = [
	// the first four: it is at the server
	'stored',
	'dup',
	'waiting-parent',
	'quarantined',
	'bad-hash',
	'too-big',
	'key-unknown',
	'destroyed',
] as const
export type AckCode = (typeof ackCodes)[number]
export const isAtServer = (code: AckCode): boolean => ackCodes.indexOf(code) < 4
/** The phone still has to do something about it. */
export const isWithPhone = (code: AckCode): boolean => !isAtServer(code) && code !== 'destroyed'

/** What a server answers. What there is nothing to say of is left out: most syncs bring no news, and 2G is paid by the byte. */
export const replyHeaderSchema = z.object({
	v: z.int().check(z.positive()),
	nonce: idSchema,
	acks: z._default(z.array(z.tuple([revisionIdSchema, z.enum(ackCodes)])), []),
	/** The feed as sent reaches to here. */
	cursor: z.int().check(z.nonnegative()),
	/** There is more: ask again. */
	more: z._default(z.boolean(), false),
	/** Absent if it equals the newest mark of the request. */
	head: z.optional(z.object({ seq: z.int(), chain: z.string() })),
	/**
	 * The server does not know the newest mark: it was set back. They agree up to `match`, and what came after it is to be sent
	 * again, whoever wrote it; null: the phone is to tell all its marks.
	 */
	rewound: z.optional(z.object({ match: z.nullable(z.int()) })),
	/** Up to here everything is in a finished backup. */
	durable: z._default(z.int(), 0),
	/** The server was put back from a backup; another name than the last one: what has no number is to be sent again. */
	era: z.optional(z.string().check(z.maxLength(22))),
	/** A receipt for what was carried from the phone of this enrolment: a signature frame of the server's follows. */
	receipt: z.optional(idSchema),
	/** In it: the attachments that are whole at the server, by their ids. */
	received: z.optional(z.array(z.string().check(z.maxLength(40)))),
	/** The project's key: the phone asked, or seals to another one. A point of P-256, base64url. */
	sealingKey: z.optional(z.string().check(z.maxLength(100))),
	/** With it, the key by which the server signs: SPKI, base64url. */
	serverKey: z.optional(z.string().check(z.maxLength(200))),
	/** That key's signature over the project's key (`sealingKeyToSign`), base64url. */
	sealingKeySigned: z.optional(z.string().check(z.maxLength(100))),
	/** How `serverKey` came after those of before, the first change first; absent where it is the first. */
	successions: z.optional(z.array(keySuccessionSchema).check(z.maxLength(mostSuccessions))),
	/** Another phone works under this enrolment too: whoever is at work takes an enrolment of their own in its place. */
	rekey: z.optional(z.boolean()),
	/** Server time, ms since 1970. */
	now: z.int(),
	notices: z._default(z.array(z.enum(['update-app', 'person-inactive'])), []),
})
/** As it is sent: `head` may be absent. */
export type ReplyHeaderSent = z.infer<typeof replyHeaderSchema>
export type ReplyHeader = ReplyHeaderSent & { head: NonNullable<ReplyHeaderSent['head']> }

/** Fills in `head` from the newest mark of the request if it is absent; null if there is neither. */
export function withHead(sent: ReplyHeaderSent, marks: RequestHeader['marks'] = []): ReplyHeader | null {
	const [newest] = marks
	const head = sent.head ?? (newest && { seq: newest[0], chain: newest[1] })
	return head ? { ...sent, head } : null
}

/** Stands first inside of a sealed reply. */
export const sealedHeaderSchema = z.object({
	/** Who wrote the revisions of this page, by enrolment. */
	authors: z._default(
		z.record(z.string(), z.object({ person: idSchema, name: z.string(), role: z.enum(roles) })),
		{},
	),
})
export type SealedHeader = z.infer<typeof sealedHeaderSchema>
export type Authors = SealedHeader['authors']

/** The bytes of a reply's header, without what `replyHeaderSchema` fills in by itself. */
export function writeReplyHeader({
	acks,
	more,
	notices,
	durable,
	rewound,
	...always
}: ReplyHeaderSent): Bytes {
	return utf8(
		JSON.stringify({
			...always,
			...(acks.length > 0 ? { acks } : {}),
			...(more ? { more } : {}),
			...(notices.length > 0 ? { notices } : {}),
			...(durable > 0 ? { durable } : {}),
			...(rewound ? { rewound } : {}),
		}),
	)
}

/**
 * A server-authoritative document of the feed. A later one of the same kind and ref replaces it. Bodies by kind:
 * `campaign` a `Study`, `person` a `PersonDocument`, `form` a `FormDocument`, `help` a `HelpDocument`, `role-key` a
 * `RoleKeyDocument`, `sample` a `SampleDocument`, `message` a `MessageDocument`,
 * `back-checks` a `BackChecksDocument`, `new-device` a `NewDeviceDocument`; `form-part` a `FormPart`; `form-assignment` says whether the user can start
 * records with the form; `destroyed` is an order to delete the record that `ref` names, and its body `{}`.
 */
export const documentSchema = z.object({
	kind: z.enum([
		'campaign',
		'person',
		'form',
		'help',
		'role-key',
		'sample',
		'message',
		'back-checks',
		'new-device',
		'destroyed',
		'form-part',
		'form-assignment',
	]),
	ref: z.string(),
	body: z.unknown(),
})
export type Document = z.infer<typeof documentSchema>

/** Body of a `person` document, ref = the person's id: who works on this phone. */
export const personDocumentSchema = z.object({
	id: idSchema,
	name: z.string(),
	/** The short code that forms ask for. */
	code: z.string(),
	role: z.enum(roles),
	districts: z.array(z.string()),
	/** Works with made-up records only. */
	demonstration: z.boolean(),
})
export type PersonDocument = z.infer<typeof personDocumentSchema>

/** Body of a `form` document, ref = `id@version`. The definition is checked when it is compiled. */
export const formDocumentSchema = z.object({
	id: z.string(),
	version: z.int(),
	/** New records may begin with it; an older version only finishes what it began. */
	isCurrent: z.boolean(),
	/** Absent from servers of before: open. */
	state: z.optional(z.enum(formAvailabilities)),
	/** Where the version weakens the sealing of the one before: that it was approved. Phones refuse it without. */
	approval: z.optional(signedApprovalSchema),
	definition: z.unknown(),
	/** What travels in documents of its own (`form-part`), and where it belongs in the definition. */
	parts: z.optional(z.array(partPlaceSchema)),
})
export type FormDocument = z.infer<typeof formDocumentSchema>

/** What a phone brings to enrol, and what it gets. */
export const enrolRequestSchema = z.object({
	code: z.string().check(z.minLength(1), z.maxLength(40)),
	/** ECDSA P-256, SPKI, base64url. */
	publicKey: z.string().check(z.minLength(80), z.maxLength(200), z.regex(/^[\w-]+$/)),
	/** Random id of the phone, the same for everyone who works on it. */
	phone: idSchema,
	/** What people call it: browser and system, cut short. */
	label: z.string().check(z.maxLength(80)),
})
export const enrolReplySchema = z.object({
	device: idSchema,
	project: z.string(),
	person: personDocumentSchema,
	language: z.string(),
	/** The server's word for this enrolment, base64url; absent from servers of before. */
	certificate: z.optional(z.string().check(z.maxLength(8000))),
	/** The project's key, to which the phone seals; absent from servers of before. */
	sealingKey: z.optional(z.string().check(z.maxLength(100))),
	/** The key by which the server signs receipts; absent from servers of before. */
	serverKey: z.optional(z.string().check(z.maxLength(200))),
})
/** What a phone brings that was told to take an enrolment of its own; signed by the key of the one before. */
export const replaceRequestSchema = z.object({
	device: idSchema,
	publicKey: enrolRequestSchema.shape.publicKey,
	phone: idSchema,
	label: enrolRequestSchema.shape.label,
	/** r‖s over `replacementToSign`, base64url. */
	signature: z.string().check(z.maxLength(100), z.regex(/^[\w-]+$/)),
})
export type ReplaceRequest = z.infer<typeof replaceRequestSchema>

/** The bytes that the key of an enrolment signs so that another takes its place. */
export const replacementToSign = ({
	device,
	publicKey,
	phone,
}: Omit<ReplaceRequest, 'signature' | 'label'>): Bytes =>
	utf8(`ZILA replacement\n${device}\n${publicKey}\n${phone}`)

/**
 * The key of what lies on a phone, as the phone seals it to the project: only the server opens it, and gives it back to who has
 * forgotten the PIN.
 */
export const escrowedKeySchema = z.object({
	v: z.literal(1),
	/** Whose work it opens. */
	person: idSchema,
	/** 32 bytes, base64url. */
	key: z.string().check(z.regex(/^[\w-]{43}$/)),
})
export const pinResetRequestSchema = z.object({
	device: idSchema,
	/** One-time code of the person. */
	code: enrolRequestSchema.shape.code,
	/** A sealed frame with a `escrowedKeySchema`, base64url. */
	sealed: z.string().check(z.maxLength(1000), z.regex(/^[\w-]+$/)),
	/** r‖s over `pinResetToSign`, base64url. */
	signature: replaceRequestSchema.shape.signature,
})
export type PinResetRequest = z.infer<typeof pinResetRequestSchema>
export const pinResetResponseSchema = z.object({ key: escrowedKeySchema.shape.key })
export type PinResetResponse = z.infer<typeof pinResetResponseSchema>

/** The bytes that a phone signs which asks for its spare key. */
export const pinResetToSign = ({ device, code, sealed }: Omit<PinResetRequest, 'signature'>): Bytes =>
	utf8(`ZILA spare key\n${device}\n${code}\n${sealed}`)

export type EnrolReply = z.infer<typeof enrolReplySchema>

/** JSON bytes → a message of that schema; null for anything else. */
export function readMessage<Schema extends z.ZodMiniType>(
	schema: Schema,
	bytes: Uint8Array,
): z.infer<Schema> | null {
	try {
		const read = schema.safeParse(JSON.parse(fromUtf8(bytes)))
		return read.success ? (read.data as z.infer<Schema>) : null
	} catch {
		return null
	}
}
