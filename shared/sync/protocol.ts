/*
 * History of the protocol. A changed message raises the version and adds a line; `protocol.test.ts` notices
 * if not.
 *
 *  1  Bundles of revisions and documents, an acknowledgement per revision, the feed by cursor.
 *     Reserved and not sent yet:
 *       `missing`: parents that the server requests; `blobs`: offsets of attachments;
 *       frame types 0x20 segment of an attachment.
 *     Attachments are separate from bundles, by routes of their own (`attachment-upload.ts`): an older server
 *     responds that it does not know them, and the phone retains them.
 *  2  The document of a form says whether it is paused or retired. An older phone begins records with it all
 *     the same, and the server flags them.
 *  3  Server and phones check each other's memory: `marks`, `rewound`, `durable`; revisions carry the
 *     signature of their enrolment (0x11), enrolments a certificate of the server (0x12), so that any phone
 *     can return what a server lost.
 *     The request contains the inventory of the phone (`holds`), counts only, when it changed; and which
 *     revisions it lacks of records that were assigned to its person, or that it evicted (`wants`).
 *     A bundle may be in an offline file (`carried`), with its certificate (0x15) and parts of attachments
 *     (0x14) sealed; the response is then a receipt that the server signs (`receipt`, `received`).
 *     A revision may be sealed to the project's key (0x13), which a phone gets with its enrolment, or
 *     requests (`keyless`).
 *     Parts of attachments are sealed too (`zila-sealed`); in plain they are accepted as before.
 *     A phone that shares its enrolment with another replaces it by one of its own (`rekey`).
 *     A locked phone sends what it sealed and requests nothing (`isSendOnly`).
 *     Documents of two more kinds: `role-key`, to which an answer is sealed before it is in a revision, and
 *     `help`, the field contacts of a district. An older phone ignores them, and requests them again once it
 *     is updated.
 *     An older phone sends no marks, signs no revision and reports no inventory; its work counts as before.
 *  4  A record can be erased: the feed contains an order (a document `destroyed`), and what is sent of it is
 *     acknowledged as `destroyed`. An older phone receives `dup`, and requests the order again when its app
 *     is updated.
 *  5  Values are erased at the server when their retention ends: the revision is sent in a frame of its own
 *     (0x16), also to the phone that wrote it. An older phone ignores it, and retains its values until its
 *     app is updated.
 *  6  A document `role-key` may be that for identifiers: what identifies a person is sealed to a key of the
 *     server. An older phone stores it and does not read it; it finishes no record of a form that seals to it
 *     until its app is updated.
 *  7  A document `sample` contains the households of a cluster that are assigned to a person. An older phone
 *     ignores it, and requests it again once it is updated.
 *  8  A `sample` document may contain the cluster centre, and the `campaign` the thresholds of quality checks
 *     (`quality`). An older phone ignores both.
 *  9  A document `message` is from the office to the enumerators of a district. An older phone ignores it,
 *     and requests it again once it is updated. The inventory of a phone (`holds`) may contain room, second
 *     copy and clock.
 *     A document `back-checks` contains the interviews that are assigned to a person for back-checks. An
 *     older phone ignores it too.
 * 10  A request is signed with its frames (`digest`) and its time (`sentAt`), and each nonce counts once. A
 *     reading request is signed with a key that the PIN opens (`access`), and its response is sealed to
 *     another such key (0x17). An older phone can send its work, receives the notice to update, and nothing
 *     else until then. Revisions without a signature are refused from every phone that can sign.
 *     A phone sends which keys of the server it has (`keysKnown`), also in an offline file. A server with
 *     changed keys sends them with the signatures of the old ones (`successions`, `sealingKeySigned`); a
 *     phone accepts no others.
 *     A server leaves unacknowledged what is too much at once (`more`). A `form` document may contain the
 *     approval of a weaker version, a `role-key` document the keys before it, and a document `new-device`
 *     says that another device of the person was enrolled.
 * 11  Pictures and long lists of a form are sent in documents of their own (`form-part`), which the document
 *     of the form names (`parts`). An older phone receives the form whole.
 * 12  A form can be assigned to people of some districts or teams. Others receive a document
 *     `form-assignment` in place of the form; an older phone the form as retired.
 *     A sync without news is shorter: no `digest` if nothing follows the signature, no `app` that the server
 *     has, and no `head` that is the newest mark of the phone.
 * 13  A `sample` document may contain the structure and the location of a household, the field contacts people of
 *     the office (`staff`), and the `campaign` the minutes after which an open form locks the phone
 *     (`lockMinutes`). An older phone ignores them.
 */
export const protocolVersion = 13
/** First version in which phones join a form from its parts. */
export const firstWithFormParts = 11
/** First version in which a response can leave out the head if it equals the phone's newest mark. */
export const firstWithKnownHead = 12
/** First version in which phones understand `form-assignment`. */
export const firstWithAssignments = 12

export const bundleType = 'application/vnd.zila.bundle'

/** Limits that both sides enforce. Sizes in bytes. */
export const limits = {
	/** A revision as it is sent, deflated. */
	revision: 64 * 1024,
	/** A revision in plain; a phone's longest interview is a tenth of it. */
	plainRevision: 512 * 1024,
	/** A document in plain, which a phone parses at once. */
	plainDocument: 4 * 1024 * 1024,
	/** A document as it is sent, deflated: some minutes on 2G. */
	document: 1024 * 1024,
	/** A form with its lists and pictures in plain: a phone has it in memory while it is filled in. */
	plainForm: 16 * 1024 * 1024,
	/** A form as it is sent, deflated, in parts: a quarter of an hour on 2G, once. */
	form: 4 * 1024 * 1024,
	revisionsPerBundle: 50,
	/** Frames in one bundle, in either direction. */
	frames: 400,
	/** A request body; phones stay far below it. */
	body: 4 * 1024 * 1024,
	/** Revisions and documents in one response. */
	feedPage: 64 * 1024,
} as const
