import { dateTimeIn, dayIn, numberIn } from '../../ui/formats.ts'
import type { CoverageCell } from './coverage-columns.ts'

/** Returns the text of a cell; '' if it has no value. */
export function cellText(language: string, cell: CoverageCell): string {
	switch (cell.kind) {
		case 'count': {
			if (cell.count === null) return ''
			const count = numberIn(language, cell.count)
			return cell.target === undefined ? count : `${count} / ${numberIn(language, cell.target)}`
		}
		case 'share':
			return cell.share === null ? '' : `${numberIn(language, Math.round(cell.share * 100))}%`
		case 'day':
			return cell.day === null ? '' : dayIn(language, cell.day)
		case 'time':
			return cell.time === null ? '' : dateTimeIn(language, cell.time)
	}
}
