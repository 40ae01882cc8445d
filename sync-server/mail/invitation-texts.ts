/** Sentences of an invitation. `{{name}}`: the invited user; `{{sender}}`: who invites; `{{date}}`: a day. */
export interface InvitationTexts {
	readonly subject: string
	/** Before the link, to users who work on a phone. */
	readonly greetingPhone: string
	/** Before the link, to users who work at the desk. */
	readonly greetingDesk: string
	readonly worksOnce: string
	readonly worksOnceUntil: string
	readonly unexpected: string
}

const english: InvitationTexts = {
	subject: 'Your access to Zila',
	greetingPhone:
		'Hello {{name}}, {{sender}} has given you access to Zila. Open this link on the phone with which you work:',
	greetingDesk:
		'Hello {{name}}, {{sender}} has given you access to Zila. Open this link on your computer and choose a password:',
	worksOnce: 'The link works once. Do not forward it: whoever opens it first gets your access.',
	worksOnceUntil:
		'The link works once, until {{date}}. Do not forward it: whoever opens it first gets your access.',
	unexpected: 'If you did not expect this e-mail, or the link was already used, tell the sender at once.',
}

const byLanguage: Readonly<Record<string, InvitationTexts>> = {
	en: english,
	ur: {
		subject: 'Zila تک آپ کی رسائی',
		greetingPhone:
			'السلام علیکم {{name}}، {{sender}} نے آپ کو Zila تک رسائی دی ہے۔ یہ لنک اُس فون پر کھولیں جس پر آپ کام کرتے ہیں:',
		greetingDesk:
			'السلام علیکم {{name}}، {{sender}} نے آپ کو Zila تک رسائی دی ہے۔ یہ لنک اپنے کمپیوٹر پر کھولیں اور پاس ورڈ چنیں:',
		worksOnce:
			'لنک ایک بار کام کرتا ہے۔ اسے آگے نہ بھیجیں: جو اسے پہلے کھولے گا، آپ کی رسائی اسے مل جائے گی۔',
		worksOnceUntil:
			'لنک ایک بار کام کرتا ہے، {{date}} تک۔ اسے آگے نہ بھیجیں: جو اسے پہلے کھولے گا، آپ کی رسائی اسے مل جائے گی۔',
		unexpected:
			'اگر آپ کو اس ای میل کی توقع نہ تھی، یا لنک پہلے ہی استعمال ہو چکا ہے، تو بھیجنے والے کو فوراً بتائیں۔',
	},
	sd: {
		subject: 'Zila تائين توهان جي رسائي',
		greetingPhone:
			'السلام عليڪم {{name}}، {{sender}} توهان کي Zila تائين رسائي ڏني آهي. هي لنڪ ان فون تي کوليو جنهن تي توهان ڪم ڪندا آهيو:',
		greetingDesk:
			'السلام عليڪم {{name}}، {{sender}} توهان کي Zila تائين رسائي ڏني آهي. هي لنڪ پنهنجي ڪمپيوٽر تي کوليو ۽ پاسورڊ چونڊيو:',
		worksOnce:
			'لنڪ هڪ ڀيرو ڪم ڪري ٿو. ان کي اڳتي نه موڪليو: جيڪو ان کي پهرين کوليندو، توهان جي رسائي ان کي ملندي.',
		worksOnceUntil:
			'لنڪ هڪ ڀيرو ڪم ڪري ٿو، {{date}} تائين. ان کي اڳتي نه موڪليو: جيڪو ان کي پهرين کوليندو، توهان جي رسائي ان کي ملندي.',
		unexpected:
			'جيڪڏهن توهان کي هن اي ميل جي اميد نه هئي، يا لنڪ اڳ ۾ ئي استعمال ٿي چڪو آهي، ته موڪليندڙ کي فوري ٻڌايو.',
	},
	ps: {
		subject: 'Zila ته ستاسو لاسرسی',
		greetingPhone:
			'السلام علیکم {{name}}، {{sender}} تاسو ته د Zila لاسرسی درکړی دی. دا لینک په هغه ټیلیفون کې پرانیزئ چې کار پرې کوئ:',
		greetingDesk:
			'السلام علیکم {{name}}، {{sender}} تاسو ته د Zila لاسرسی درکړی دی. دا لینک په خپل کمپیوټر کې پرانیزئ او پټنوم وټاکئ:',
		worksOnce:
			'لینک یو ځل کار کوي. بل چا ته یې مه استوئ: څوک چې یې لومړی پرانیزي، ستاسو لاسرسی هغه ته ورکول کېږي.',
		worksOnceUntil:
			'لینک یو ځل کار کوي، تر {{date}} پورې. بل چا ته یې مه استوئ: څوک چې یې لومړی پرانیزي، ستاسو لاسرسی هغه ته ورکول کېږي.',
		unexpected:
			'که تاسو د دې برېښنالیک تمه نه درلوده، یا لینک لا دمخه کارول شوی وي، سمدستي لېږونکي ته ووایئ.',
	},
}

/** Returns the sentences in that language; in English if there are none. */
export const invitationTextsIn = (language: string): InvitationTexts =>
	Object.hasOwn(byLanguage, language) ? (byLanguage[language] ?? english) : english
