import { Link } from 'wouter'
import { useWorking } from '../ui/at-work-context.ts'
import { useTexts } from '../ui/i18n.ts'
import { Icon } from '../ui/icons.tsx'
import { BringInFile } from './bring-in-file.tsx'
import { CarriedList } from './carried-list.tsx'
import { SecondCopy } from './second-copy.tsx'

/** Where there is no network, a file goes by hand: out of this phone, or through it to the server. */
export function ByHandScreen() {
	const { t } = useTexts()
	const { atWork } = useWorking()
	return (
		<main className="screen narrow stack">
			<header className="bar">
				<Link href="/send" className="icon-button" aria-label={t('app.back')}>
					<Icon name="back" />
				</Link>
				<h1>{t('byHand.title')}</h1>
			</header>
			<SecondCopy />
			<BringInFile />
			{!atWork.isApart && <CarriedList />}
		</main>
	)
}
