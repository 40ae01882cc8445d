import { encodeQR } from 'qr'
import './qr-code.css'

/** QR code of a text. `name`: description for screen readers. */
export function QrCode({ text, name }: { text: string; name: string }) {
	const dots = encodeQR(text, 'raw', { ecc: 'medium', border: 2 })
	return (
		<svg className="qr-code" viewBox={`0 0 ${dots.length} ${dots.length}`} role="img" aria-label={name}>
			<rect width={dots.length} height={dots.length} fill="#fff" />
			<path
				fill="#000"
				d={dots.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('')}
			/>
		</svg>
	)
}
