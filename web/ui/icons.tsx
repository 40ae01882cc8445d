import type { ReactNode } from 'react'

/** One set of line icons, 24 × 24. Directional ones are mirrored in right-to-left languages. */
const drawings = {
	back: <path d="M15 5l-7 7 7 7" />,
	forward: <path d="M9 5l7 7-7 7" />,
	menu: <path d="M4 7h16M4 12h16M4 17h16" />,
	lock: <path d="M7 11V8a5 5 0 0 1 10 0v3M6 11h12v9H6z" />,
	send: <path d="M12 19V5M6 11l6-6 6 6" />,
	plus: <path d="M12 5v14M5 12h14" />,
	draft: <path d="M5 19l1-4L16 5l3 3L9 18zM14 7l3 3" />,
	phone: <path d="M8 3h8v18H8zM11 18h2" />,
	server: <path d="M5 12l4 4L19 6" />,
	question: <path d="M9 9a3 3 0 1 1 4 2.8c-.7.3-1 .8-1 1.7M12 17h.01" />,
	returned: <path d="M9 8L5 12l4 4M5 12h9a5 5 0 0 1 5 5" />,
	approved: <path d="M4 13l4 4 5-6M11 17l9-10" />,
	warning: <path d="M12 4l9 16H3zM12 10v4M12 17h.01" />,
	pin: <path d="M12 21s-7-6-7-11a7 7 0 0 1 14 0c0 5-7 11-7 11zM12 10h.01" />,
	record: <circle cx="12" cy="12" r="6" fill="currentColor" />,
	stop: <rect x="7" y="7" width="10" height="10" fill="currentColor" />,
	camera: <path d="M4 8h3l2-3h6l2 3h3v11H4zM12 10a3.5 3.5 0 1 1 0 7a3.5 3.5 0 0 1 0-7" />,
	file: <path d="M6 3h8l4 4v14H6zM14 3v4h4" />,
	sound: <path d="M4 10v4h4l5 4V6L8 10zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11" />,
	play: <path d="M8 5l11 7-11 7z" fill="currentColor" />,
	trash: <path d="M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13" />,
	language: <path d="M4 6h9M8 4v2M11 6c-1 4-4 7-7 8M6 9c1 2 3 4 6 5M13 20l4-10 4 10M14.5 17h5" />,
	sections: <path d="M8 7h12M8 12h12M8 17h12M4 7h.01M4 12h.01M4 17h.01" />,
	practice: <path d="M2 9l10-5 10 5-10 5zM6 11v5c3 3 9 3 12 0v-5M22 9v6" />,
	hide: (
		<path d="M4 4l16 16M9.8 6.1A9.6 9.6 0 0 1 12 5.8c4.6 0 7.7 3.4 9.2 6.2a14 14 0 0 1-2.6 3.3M6.3 8A14 14 0 0 0 2.8 12c1.5 2.8 4.6 6.2 9.2 6.2 1.5 0 2.8-.4 4-.9M10 10.2a2.7 2.7 0 0 0 3.8 3.8" />
	),
	eye: (
		<path d="M2.8 12C4.3 9.2 7.4 5.8 12 5.8S19.7 9.2 21.2 12c-1.5 2.8-4.6 6.2-9.2 6.2S4.3 14.8 2.8 12ZM9.3 12a2.7 2.7 0 1 0 5.4 0a2.7 2.7 0 1 0-5.4 0" />
	),
	more: (
		<g fill="currentColor">
			<circle cx="12" cy="5.5" r="1.4" />
			<circle cx="12" cy="12" r="1.4" />
			<circle cx="12" cy="18.5" r="1.4" />
		</g>
	),
	close: <path d="M6 6l12 12M18 6L6 18" />,
	arrowBack: <path d="M20 12H5M11 5.5L4.5 12l6.5 6.5" />,
	arrowNext: <path d="M4 12h15M13 5.5l6.5 6.5-6.5 6.5" />,
	check: <path d="M5 12.5l4.8 4.8L19.5 7" />,
	alert: <path d="M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M12 7v6M12 16.5h.01" />,
	undo: <path d="M8.5 5L4 9.5 8.5 14M4.5 9.5H14a5.5 5.5 0 0 1 0 11h-3" />,
	pause: <path d="M8.5 5.5v13M15.5 5.5v13" strokeWidth="3" />,
	calendar: <path d="M4 8a2.5 2.5 0 0 1 2.5-2.5h11A2.5 2.5 0 0 1 20 8v12H4zM4 10h16M8.5 3.5v4M15.5 3.5v4" />,
	help: (
		<path d="M3 12a9 9 0 1 0 18 0a9 9 0 1 0-18 0M9.3 9.5a2.8 2.8 0 1 1 4 2.6c-.9.5-1.3 1-1.3 2M12 17h.01" />
	),
	shield: <path d="M12 3.5L19.5 6v5.5c0 4.5-3 7.5-7.5 9-4.5-1.5-7.5-4.5-7.5-9V6zM8.8 12l2.3 2.3 4.2-4.5" />,
	speak: <path d="M4 5h16v10.5h-8L7.5 20v-4.5H4zM8 9h8M8 12h5" />,
	silent: <path d="M20 15.5V5H9M4 5v10.5h3.5V20l4.5-4.5h3.5M3.5 3.5l17 17" />,
	today: <path d="M4 7h16v13.5H4zM4 11h16M8.5 4v4M15.5 4v4M9 15.3l2.2 2.2 4-4" />,
	house: <path d="M3.5 11.5L12 4l8.5 7.5M6 9.8V20h12V9.8M10 20v-5.5h4V20" />,
	records: <path d="M8 3.5h8.5L20 7v10.5H8zM8 7H4.5v13.5H16v-3M11.5 10.5h5M11.5 13.5h5" />,
	sync: (
		<path d="M4.5 10.5a7.8 7.8 0 0 1 14-2.7M19.5 13.5a7.8 7.8 0 0 1-14 2.7M19 3.5v4.5h-4.5M5 20.5V16h4.5" />
	),
	offline: <path d="M4 20v-2M9 20v-5M14 20v-5.5M19 20V9.5M4 4l16 16" />,
	clock: <path d="M12 3.5a8.5 8.5 0 1 1 0 17a8.5 8.5 0 0 1 0-17M12 7v5.3l3.3 2" />,
	search: <path d="M10.5 4.5a6 6 0 1 1 0 12a6 6 0 0 1 0-12M15 15l5.5 5.5" />,
	navigate: <path d="M20.5 3.5L3.5 10.8l7.2 2.5 2.5 7.2z" />,
	call: (
		<path d="M6 3.8h3l1.5 4.2-2 1.5a12 12 0 0 0 6 6l1.5-2 4.2 1.5v3A2 2 0 0 1 18 20 15 15 0 0 1 4 6a2 2 0 0 1 2-2.2z" />
	),
	group: (
		<path d="M9 5.7a3.3 3.3 0 1 1 0 6.6a3.3 3.3 0 0 1 0-6.6M3 19.5c.5-3.2 2.8-5 6-5s5.5 1.8 6 5M15.5 5.9a3.3 3.3 0 0 1 0 6.2M17.5 14.9c2 .6 3.2 2.2 3.5 4.6" />
	),
	person: <path d="M12 4a4 4 0 1 1 0 8a4 4 0 0 1 0-8M4.5 20.5c.7-4 3.7-6 7.5-6s6.8 2 7.5 6" />,
	megaphone: <path d="M4 10v4h3l9 4.5V5.5L7 10zM8 14.5l1.5 5H12l-1.3-4M19 9.5c1 1.5 1 3.5 0 5" />,
	clipboard: <path d="M5 5h14v16H5zM9 3.5h6V7H9zM8.5 11.5h7M8.5 15.5h4.5" />,
	settings: (
		<path d="M4 7h9M18.5 7H20M4 17h1.5M11 17h9M15.8 4.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 0 1 0-5M8.2 14.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 0 1 0-5" />
	),
	backspace: <path d="M8.5 5.5H20v13H8.5L3 12zM11.5 9.5l5 5M16.5 9.5l-5 5" />,
	up: <path d="M6 15l6-6 6 6" />,
	down: <path d="M6 9l6 6 6-6" />,
} as const satisfies Record<string, ReactNode>

export type IconName = keyof typeof drawings
const directed: ReadonlySet<IconName> = new Set([
	'back',
	'forward',
	'returned',
	'arrowBack',
	'arrowNext',
	'undo',
	'speak',
	'silent',
])

export function Icon({ name }: { name: IconName }) {
	return (
		<svg
			className={directed.has(name) ? 'icon directed' : 'icon'}
			viewBox="0 0 24 24"
			aria-hidden="true"
			focusable="false"
		>
			{drawings[name]}
		</svg>
	)
}
