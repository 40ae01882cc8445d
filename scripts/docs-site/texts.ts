export const languages = ['en', 'ur'] as const
export type Language = (typeof languages)[number]

/** Sections of the site, in the order of the navigation. */
export const sections = ['start', 'install', 'operate', 'use', 'develop', 'decisions'] as const
export type Section = (typeof sections)[number]

interface Texts {
	/** Name of the language in itself. */
	readonly name: string
	readonly documentation: string
	readonly skip: string
	readonly pages: string
	readonly onThisPage: string
	readonly language: string
	readonly search: string
	readonly searchResults: string
	/** `{n}` is the count. */
	readonly found: string
	readonly nothingFound: string
	readonly searchFailed: string
	readonly previous: string
	readonly next: string
	readonly openZila: string
	/** The page for unknown addresses, as Markdown. */
	readonly notFound: string
	readonly sections: Readonly<Record<Section, string>>
}

/** Texts of the site itself. */
export const texts: Readonly<Record<Language, Texts>> = {
	en: {
		name: 'English',
		documentation: 'Documentation',
		skip: 'Skip to content',
		pages: 'Pages',
		onThisPage: 'On this page',
		language: 'Language',
		search: 'Search',
		searchResults: 'Search results',
		found: '{n} results',
		nothingFound: 'No results. Try other or fewer words.',
		searchFailed: 'The search could not be loaded. Reload the page.',
		previous: 'Previous',
		next: 'Next',
		openZila: 'Open Zila',
		notFound:
			'# Page not found\n\nThis page does not exist. Search for it, or start at the [first page](README.md).',
		sections: {
			start: 'Start',
			install: 'Install',
			operate: 'Operate',
			use: 'Use',
			develop: 'Develop',
			decisions: 'Decisions',
		},
	},
	ur: {
		name: 'اردو',
		documentation: 'دستاویزات',
		skip: 'سیدھے متن پر جائیں',
		pages: 'صفحات',
		onThisPage: 'اس صفحے پر',
		language: 'زبان',
		search: 'تلاش',
		searchResults: 'تلاش کے نتائج',
		found: '{n} نتائج',
		nothingFound: 'کوئی نتیجہ نہیں ملا۔ دوسرے یا کم الفاظ آزمائیں۔',
		searchFailed: 'تلاش لوڈ نہیں ہو سکی۔ صفحہ دوبارہ لوڈ کریں۔',
		previous: 'پچھلا صفحہ',
		next: 'اگلا صفحہ',
		openZila: 'ضلع ایپ کھولیں',
		notFound:
			'<h2 lang="ur" dir="rtl">صفحہ نہیں ملا</h2>\n\n<p lang="ur" dir="rtl">یہ صفحہ موجود نہیں ہے۔ اسے تلاش کریں، یا فہرست سے کوئی صفحہ چنیں۔</p>',
		sections: {
			start: 'آغاز',
			install: 'تنصیب',
			operate: 'سرور چلانا',
			use: 'استعمال',
			develop: 'ڈویلپرز کے لیے',
			decisions: 'فیصلے',
		},
	},
}
