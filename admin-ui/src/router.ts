import { createRouter as createVueRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router';
import type { PlainKey } from './i18n/i18n.ts';
import type { Session } from './composables/useSession.ts';

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown without a session, and without the side bar. */
    public?: boolean;
    title?: PlainKey;
    /** The side bar's entry that is marked on this page. */
    nav?: string;
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/calendar' },
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./pages/SignInPage.vue'),
    meta: { public: true, title: 'shell.signIn.title' },
  },
  {
    path: '/calendar',
    name: 'calendar',
    component: () => import('./pages/CalendarPage.vue'),
    meta: { title: 'calendar.title', nav: 'calendar' },
  },
  {
    path: '/bookings',
    name: 'bookings',
    component: () => import('./pages/BookingsPage.vue'),
    meta: { title: 'bookings.title', nav: 'bookings' },
  },
  // Addresses in the team's mails name the booking alone.
  { path: '/bookings/:id', redirect: ({ params }) => ({ name: 'bookings', query: { booking: String(params.id) } }) },
  {
    path: '/customers',
    name: 'customers',
    component: () => import('./pages/CustomersPage.vue'),
    meta: { title: 'insight.customers.title', nav: 'customers' },
  },
  {
    path: '/services',
    name: 'services',
    component: () => import('./pages/ServicesPage.vue'),
    meta: { title: 'services.title', nav: 'services' },
  },
  {
    path: '/services/new',
    name: 'new-service',
    component: () => import('./pages/ServicePage.vue'),
    meta: { title: 'services.add', nav: 'services' },
  },
  {
    path: '/services/:id',
    name: 'service',
    component: () => import('./pages/ServicePage.vue'),
    props: true,
    meta: { title: 'services.edit', nav: 'services' },
  },
  {
    path: '/team',
    name: 'team',
    component: () => import('./pages/TeamPage.vue'),
    meta: { title: 'team.title', nav: 'team' },
  },
  {
    path: '/team/:id',
    name: 'team-member',
    component: () => import('./pages/TeamMemberPage.vue'),
    props: true,
    meta: { title: 'team.title', nav: 'team' },
  },
  {
    path: '/rooms',
    name: 'rooms',
    component: () => import('./pages/RoomsPage.vue'),
    meta: { title: 'rooms.title', nav: 'rooms' },
  },
  {
    path: '/messages',
    name: 'messages',
    component: () => import('./pages/MessagesPage.vue'),
    meta: { title: 'insight.messages.title', nav: 'messages' },
  },
  {
    path: '/messages/templates',
    name: 'templates',
    component: () => import('./pages/TemplatesPage.vue'),
    meta: { title: 'templates.title', nav: 'messages' },
  },
  {
    path: '/messages/templates/:recipient/:kind/:locale',
    name: 'template',
    component: () => import('./pages/TemplatePage.vue'),
    props: true,
    meta: { title: 'templates.title', nav: 'messages' },
  },
  {
    path: '/settings',
    name: 'settings',
    component: () => import('./pages/SettingsPage.vue'),
    meta: { title: 'settings.title', nav: 'settings' },
  },
  {
    path: '/health',
    name: 'health',
    component: () => import('./pages/HealthPage.vue'),
    meta: { title: 'insight.health.title', nav: 'health' },
  },
  {
    path: '/:rest(.*)*',
    name: 'not-found',
    component: () => import('./pages/NotFoundPage.vue'),
    meta: { title: 'shell.notFound.title' },
  },
];

/** Where to go after signing in: a path of ours, never another site. */
export const nextPath = (next: unknown): string =>
  typeof next === 'string' && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/calendar';

export function createRouter(session: Session): Router {
  const router = createVueRouter({
    history: createWebHistory(import.meta.env.BASE_URL),
    routes,
    scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
  });
  router.beforeEach(async (to) => {
    if (session.state.value === 'unknown') await session.load();
    const isIn = session.state.value === 'in';
    if (to.name === 'sign-in') return isIn ? nextPath(to.query.next) : true;
    if (to.meta.public || session.state.value !== 'out') return true;
    return {
      name: 'sign-in',
      query: to.path === '/calendar' && to.fullPath === '/calendar' ? {} : { next: to.fullPath },
    };
  });
  return router;
}
