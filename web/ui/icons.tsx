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
	cloud: <path d="M7 18h10a4 4 0 0 0 .6-8A6 6 0 0 0 6 9.6A4.2 4.2 0 0 0 7 18z" />,
	up: <path d="M6 15l6-6 6 6" />,
	down: <path d="M6 9l6 6 6-6" />,
} as const satisfies Record<string, ReactNode>

export type IconName = keyof typeof drawings
const directed: ReadonlySet<IconName> = new Set(['back', 'forward', 'returned'])

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
