/*
 * History of the wire. A changed message raises the version and adds a line; `protocol.test.ts` notices if not.
 *
 *  1  Bundles of revisions and documents, an acknowledgement per revision, the feed by cursor.
 *     Reserved and not sent yet:
 *       `missing`: parents that the server asks for; `blobs`: offsets of attachments;
 *       frame types 0x20 segment of an attachment.
 *     Attachments go beside the bundles, by routes of their own (`attachment-upload.ts`): a server from before says that it
 *     does not know them, and the phone keeps them.
 *  2  The document of a form says whether it is paused or retired. A phone of before begins records with it all the same, and
 *     the server flags them.
 *  3  Server and phones check each other's memory: `marks`, `rewound`, `durable`; revisions carry the signature of their
 *     enrolment (0x11), enrolments a certificate of the server (0x12), so that any phone can hand back what a server lost.
 *     The request says what the phone still holds (`holds`), counts only, when that changed; and which revisions it lacks
 *     of records that were handed to its person, or that it has given up room for (`wants`).
 *     A bundle may stand in a file that is carried by hand (`carried`), with its certificate (0x15) and parts of attachments (0x14)
 *     sealed; the reply is then a receipt that the server signs (`receipt`, `received`).
 *     A revision may travel sealed to the project's key (0x13), which a phone gets with its enrolment, or asks for (`keyless`).
 *     Parts of attachments travel sealed too (`zila-sealed`); in plain they are taken as before.
 *     A phone that shares its enrolment with another takes one of its own (`rekey`).
 *     A phone that nobody has unlocked sends what it sealed and asks for nothing (`isSendOnly`).
 *     Documents of two more kinds: `role-key`, to which an answer is sealed before it stands in a revision, and `help`, who helps
 *     in a district. A phone of before passes over them, and asks again once it is newer.
 *     A phone of before tells no marks, signs no revision and says nothing of what it holds; its work counts as it did.
 *  4  A record can be destroyed: the feed brings an order (a document `destroyed`), and what is sent of it is acknowledged as
 *     `destroyed`. A phone of before hears `dup`, and asks for the order again when its app is brought up to date.
 *  5  Values whose time is over are forgotten at the server: the revision comes with a frame of its own (0x16), also to the phone that
 *     wrote it. A phone of before passes over it, and keeps what it has until its app is brought up to date.
 *  6  A document `role-key` may be that for identifiers: what points at a person is sealed to a key of the server's. A phone of before keeps
 *     it and does not read it; it finishes no record of a form that seals to it until its app is brought up to date.
 *  7  A document `sample` brings the households of a cluster that lie with a person. A phone of before passes over it, and asks
 *     again once it is newer.
 *  8  A `sample` document may say where the middle of its cluster is, and the `campaign` from where on something about an interview is
 *     asked after (`quality`). A phone of before passes over both.
 *  9  A document `message` is what the office says to who works in a district. A phone of before passes over it, and asks again once it
 *     is newer. What a phone says of itself (`holds`) may tell of room, second copy and clock.
 *     A document `back-checks` brings the interviews that lie with a person to be checked. It passes over that too.
 * 10  A request is signed with its frames (`digest`) and its time (`sentAt`), and each nonce counts once. Who reads signs with a key that the
 *     PIN opens (`access`), and what is answered is sealed to another such key (0x17). A phone of before hands in its work, is told to
 *     update, and hears nothing until then. Revisions without a signature are refused from every phone that can sign.
 *     A phone says which keys of the server it knows (`keysKnown`), also in a carried file. A server that has changed its keys tells them with the word of those before
 *     (`successions`, `sealingKeySigned`); a phone takes no others.
 *     A server leaves unacknowledged what is too much at once (`more`). A `form` document may carry the approval of a weaker version, a
 *     `role-key` document the keys before it, and a document `new-device` says that another device of the person was set up.
 * 11  Pictures and long lists of a form travel in documents of their own (`form-part`), which the document of the form names (`parts`). To a
 *     phone of before the server sends the form whole.
 * 12  A form can be assigned to people of some districts or teams. To others the server sends a document `form-assignment` in place of the
 *     form; to a phone of before the form as retired.
 *     Of a sync without news less is said: no `digest` where nothing follows the signature, no `app` that the server knows, and no `head` that is
 *     the newest mark of the phone.
 */
export const protocolVersion = 12
/** From here on phones join a form from its parts. */
export const firstWithFormParts = 11
/** From here on a reply can leave out the head that equals the phone's newest mark. */
export const firstWithKnownHead = 12
/** From here on phones understand `form-assignment`. */
export const firstWithAssignments = 12

export const bundleType = 'application/vnd.zila.bundle'

/** Limits that both sides know. Sizes in bytes. */
export const limits = {
	/** A revision as it travels, deflated. */
	revision: 64 * 1024,
	/** A revision in plain; a phone's longest interview is a tenth of it. */
	plainRevision: 512 * 1024,
	/** A document in plain, which a phone opens at once. */
	plainDocument: 4 * 1024 * 1024,
	/** The same as it travels, deflated: some minutes on 2G. */
	document: 1024 * 1024,
	/** A form with its lists and pictures in plain: a phone has it in memory while it is filled in. */
	plainForm: 16 * 1024 * 1024,
	/** The same as it travels, deflated, in parts: a quarter of an hour on 2G, once. */
	form: 4 * 1024 * 1024,
	revisionsPerBundle: 50,
	/** In one bundle, whichever way it goes. */
	frames: 400,
	/** A request body; a phone begins far below it. */
	body: 4 * 1024 * 1024,
	/** Revisions and documents in one reply. */
	feedPage: 64 * 1024,
} as const
