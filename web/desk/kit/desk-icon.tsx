import type { ReactNode } from 'react'

/** Drawings of 20 × 20 units. */
const drawings = {
	overview: (
		<>
			<path d="M3 11a7 7 0 0 1 14 0v1.5a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 12.5z" />
			<path d="m10 11 3-3.5M6 11h.01M10 6.5h.01" />
		</>
	),
	fieldwork: (
		<>
			<path d="M10 17.5c3.6-3.7 5.5-6.6 5.5-9A5.5 5.5 0 0 0 4.5 8.5c0 2.4 1.9 5.3 5.5 9Z" />
			<circle cx="10" cy="8.5" r="2" />
		</>
	),
	quality: (
		<>
			<path d="M10 2.5 4 5v4.5c0 3.7 2.5 6.5 6 8 3.5-1.5 6-4.3 6-8V5z" />
			<path d="m7.5 9.8 1.8 1.8 3.2-3.5" />
		</>
	),
	data: (
		<>
			<ellipse cx="10" cy="5" rx="6" ry="2.3" />
			<path d="M4 5v10c0 1.3 2.7 2.3 6 2.3s6-1 6-2.3V5M4 10c0 1.3 2.7 2.3 6 2.3s6-1 6-2.3" />
		</>
	),
	analysis: <path d="M3 17h14M5.5 14V9.5M10 14V4M14.5 14V7" />,
	settings: (
		<>
			<circle cx="10" cy="10" r="2.5" />
			<path d="M10 2.5v2.2M10 15.3v2.2M2.5 10h2.2M15.3 10h2.2M4.7 4.7l1.6 1.6M13.7 13.7l1.6 1.6M15.3 4.7l-1.6 1.6M6.3 13.7l-1.6 1.6" />
		</>
	),
	search: (
		<>
			<circle cx="9" cy="9" r="5.5" />
			<path d="m13 13 4 4" />
		</>
	),
	help: (
		<>
			<circle cx="10" cy="10" r="7" />
			<path d="M8 8a2 2 0 1 1 2.8 1.9c-.5.2-.8.6-.8 1.1v.5M10 14h.01" />
		</>
	),
	bell: <path d="M5 13.5V9a5 5 0 0 1 10 0v4.5l1 1H4zM8.5 17h3" />,
	menu: <path d="M3.5 6h13M3.5 10h13M3.5 14h13" />,
	down: <path d="m6 8 4 4 4-4" />,
	check: <path d="m4.5 10.5 3.5 3.5 7.5-8" />,
	behind: <path d="M10 4v12M5.5 11.5 10 16l4.5-4.5" />,
	ahead: <path d="M10 16V4M5.5 8.5 10 4l4.5 4.5" />,
	alert: <path d="M10 3.5 2.8 16h14.4zM10 8.5V12M10 14h.01" />,
	notStarted: <circle cx="10" cy="10" r="6.7" strokeDasharray="2.6 2.6" />,
	inProgress: <path d="M3 13.5 7 9l3 2.5L17 5" />,
	flag: <path d="M5 17.5v-14M5 4.5c3-2 6 1.5 10.5 0v7.5c-4.5 1.5-7.5-2-10.5 0" />,
	conflict: <path d="M4 4.5h3.5L10 8M16 4.5h-3.5L7.5 12v4M12.5 16v-3.5l-1-1.5" />,
	comment: <path d="M4 4.5h12v9H9.5L6 16.5v-3H4zM7 8h6M7 10.5h4" />,
	device: (
		<path d="M6 7v9a1.5 1.5 0 0 0 1.5 1.5h5A1.5 1.5 0 0 0 14 16v-1M8 2.5h4.5A1.5 1.5 0 0 1 14 4v6.5M3 3l14 14" />
	),
	noEntry: <path d="M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M5.2 5.2l9.6 9.6" />,
	returned: <path d="M8 4.5 3.5 9 8 13.5M3.5 9h9a4 4 0 0 1 4 4v2.5" />,
	calendar: <path d="M3.5 5.5h13v11h-13zM3.5 8.5h13M7 3.5v3M13 3.5v3" />,
	close: <path d="m5 5 10 10M15 5 5 15" />,
	add: <path d="M10 4.5v11M4.5 10h11" />,
	high: <path d="M4.5 16v-3.5M10 16V9M15.5 16V4.5" strokeWidth="2.6" />,
	medium: <path d="M4.5 16v-3.5M10 16V9" strokeWidth="2.6" />,
	low: <path d="M4.5 16v-3.5" strokeWidth="2.6" />,
	person: (
		<>
			<circle cx="10" cy="6.5" r="3" />
			<path d="M4 17c.4-3.6 2.9-5.5 6-5.5s5.6 1.9 6 5.5" />
		</>
	),
	split: <path d="M3 10h5l4-5h5M8 10l4 5h5M14.5 2.5 17 5l-2.5 2.5M14.5 12.5 17 15l-2.5 2.5" />,
	mute: <path d="M4 8v4h2.5L10 15V5L6.5 8zM13 8l4 4M17 8l-4 4" />,
	queue: <path d="M3.5 5h13M3.5 10h9M3.5 15h6M14 15l1.5 1.5 2.5-3" />,
} as const satisfies Record<string, ReactNode>

export type DeskIconName = keyof typeof drawings
export const deskIconNames = Object.keys(drawings) as DeskIconName[]

/** Icon of the desk; the text next to it says the same. */
export const DeskIcon = ({ name }: { readonly name: DeskIconName }) => (
	<svg
		className={name === 'returned' ? 'desk-icon directed' : 'desk-icon'}
		viewBox="0 0 20 20"
		aria-hidden="true"
		focusable="false"
	>
		{drawings[name]}
	</svg>
)
