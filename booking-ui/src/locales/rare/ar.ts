import type { RareMessages } from '../../i18n/messages.ts';

export const messages: RareMessages = {
  'app.title': 'احجز موعدًا لدى {business}',
  'app.noScript': 'يحتاج الحجز عبر الإنترنت إلى JavaScript.',

  'when.notLive': 'توقف التحديث المباشر. قد تكون الأوقات قديمة قليلًا.',
  'when.refresh': 'تحديث',
  'when.noneInRange': 'لا يوجد وقت متاح في هذه الأسابيع.',
  'when.noneAhead': 'لم يُعثر على وقت متاح في الأشهر القادمة.',
  'when.searching': 'جارٍ البحث عن أقرب يوم متاح…',
  'when.nextDay': 'أقرب يوم متاح: {day}',
  'when.tryAnyone': 'عرض أوقات الجميع',

  'visit.title': 'عدة خدمات في زيارة واحدة',
  'visit.choose': 'اختر من {fewest} إلى {most} خدمات بالترتيب الذي تريده.',
  'visit.more': 'اختر {fewest} خدمات على الأقل لعرض الأوقات.',
  'visit.place': 'رقم {number}',
  'visit.who': '{service}: مع من',
  'visit.week': 'من {from} إلى {to}',
  'visit.none': 'لا يوجد في هذه الأسابيع وقت يكفي لكل الخدمات. جرّب أسابيع لاحقة أو أي شخص.',
  'visit.plan': 'زيارتك',
  'visit.book': 'احجز الكل ({count})',
  'visit.together': 'تُحجز كل الأجزاء معًا أو لا يُحجز شيء.',
  'visit.mails': 'التأكيدات في طريقها إلى {email}.',
  'visit.each': 'يمكن نقل كل جزء أو إلغاؤه على حدة.',
  'refused.visit.not_possible': 'لم تعد الزيارة كاملة ممكنة في هذا الوقت.',
};
